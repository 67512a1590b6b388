using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Rotations;
using ImageForge.Targets.Simulated;
using ImageForge.Targets.Simulated.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>
/// One process with an engine in it, between the engine and what all processes share. It can die: then every door it
/// stands at stays shut, and its lease is not given back but runs out.
/// </summary>
internal sealed class EngineProcess : IJournal, ILeases
{
    private readonly SeedStage _stage;
    private long? _epoch;

    public EngineProcess(SeedStage stage, SimulatedArtifacts artifacts)
    {
        _stage = stage;
        var target = new SimulatedFleetTarget(stage.Cloud, stage.Time, _ => _epoch);
        Target = new WatchedTarget(stage, target, this);
        Engine = new RotationEngine(
            Target, this, artifacts, this, stage.Time, NullLogger<RotationEngine>.Instance);
    }

    public RotationEngine Engine { get; }
    public WatchedTarget Target { get; }
    public bool IsDead { get; private set; }

    public void ThrowIfDead()
    {
        if (IsDead)
        {
            throw new ProcessDiedException();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalEntry>> AppendAsync(
        string chain, IReadOnlyList<JournalDraft> drafts, LeaseFence? fence, CancellationToken cancellationToken)
    {
        ThrowIfDead();
        var number = ++_stage.Appends;
        if (_stage.DiesAt(number, isWritten: false))
        {
            Die();
        }

        var entries = await _stage.Journal.AppendAsync(chain, drafts, fence, cancellationToken);
        foreach (var entry in entries)
        {
            _stage.Say($"{(entry.Phase == JournalPhase.Noted ? "note" : $"{entry.Phase}")} {entry.Data}");
        }

        if (_stage.DiesAt(number, isWritten: true))
        {
            Die();
        }

        return entries;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<JournalEntry> ReadAsync(string chain, long after, CancellationToken cancellationToken)
    {
        ThrowIfDead();
        return _stage.Journal.ReadAsync(chain, after, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Chain, long Entries)>> ListChainsAsync(CancellationToken cancellationToken) =>
        _stage.Journal.ListChainsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken) =>
        _stage.Journal.VerifyAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ILease?> TryTakeAsync(string name, string holder, CancellationToken cancellationToken)
    {
        ThrowIfDead();
        if (await _stage.Leases.TryTakeAsync(name, holder, cancellationToken) is not { } lease)
        {
            return null;
        }

        _epoch = lease.Fence.Epoch;
        return new Held(this, lease);
    }

    /// <inheritdoc/>
    public Task<string?> HolderOfAsync(string name, CancellationToken cancellationToken) =>
        _stage.Leases.HolderOfAsync(name, cancellationToken);

    private void Die()
    {
        IsDead = true;
        _stage.Say("the process dies");
        throw new ProcessDiedException();
    }

    private sealed class Held(EngineProcess process, ILease lease) : ILease
    {
        public LeaseFence Fence => lease.Fence;
        public TimeSpan Left => lease.Left;
        public bool IsLost => lease.IsLost;

        public ValueTask DisposeAsync()
        {
            if (process.IsDead)
            {
                process._stage.Leases.StopRenewals(lease.Fence.Name);
                return ValueTask.CompletedTask;
            }

            return lease.DisposeAsync();
        }
    }
}
