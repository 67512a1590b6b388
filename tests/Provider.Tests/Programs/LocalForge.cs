using System.Diagnostics;
using ImageForge.Engine;
using ImageForge.Targets;
using ImageForge.Targets.Local;
using ImageForge.Targets.Local.Builds;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>
/// A state directory for real builds, which goes away with its test. What the tests of a run have downloaded
/// (<c>IMAGEFORGE_TEST_STATE</c>) is lent to it; what it makes it does not share.
/// </summary>
internal sealed class LocalForge : IAsyncDisposable
{
    private LocalForge(StateDirectory state) => State = state;

    public StateDirectory State { get; }

    public static async Task<LocalForge> CreateAsync()
    {
        var forge = new LocalForge(
            new StateDirectory(Path.Combine(Path.GetTempPath(), $"ifp-{Environment.ProcessId}")));
        forge.State.Create();
        if (Environment.GetEnvironmentVariable("IMAGEFORGE_TEST_STATE") is { Length: > 0 } named)
        {
            var lender = new StateDirectory(named);
            foreach (var (from, to) in new[]
            {
                (lender.Packages, forge.State.Packages), (lender.Indexes, forge.State.Indexes),
            })
            {
                if (Directory.Exists(from))
                {
                    using var copy = Process.Start("cp", ["-a", "-l", "-T", from, to]);
                    await copy.WaitForExitAsync(TestContext.Current.CancellationToken);
                }
            }
        }

        return forge;
    }

    /// <summary>Whatever of fleets a test that failed has left goes first: machines outlive their state.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var rooms = new Rooms(
            State, Checkout.Root, TargetChoice.Parse(TargetChoice.Local), NullLoggerFactory.Instance))
        {
            foreach (var fleet in await rooms.Fleets.ListFleetsAsync(CancellationToken.None))
            {
                await rooms.Rotations.DestroyAsync(fleet, CancellationToken.None);
            }
        }

        await new ReceiverProcess(State).StopAsync(() => false, CancellationToken.None);
        await LocalBuildTarget.RemoveTreeAsync(State.Root, CancellationToken.None);
    }
}
