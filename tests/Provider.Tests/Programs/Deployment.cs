using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>
/// One run of a program against one process of the provider: the steps by which each registration becomes true, and at
/// the end the removal of what was not registered. Check and Diff come one at a time, as they do in the engine; what
/// they lead to runs side by side.
/// </summary>
internal sealed class Deployment(EngineProcess process, StackState state, MiniEngine engine, bool isPreview)
    : IDisposable
{
    private readonly SemaphoreSlim _planning = new(1);
    private readonly ConcurrentDictionary<string, byte> _registered = new(StringComparer.Ordinal);
    private readonly ResourceCalls _calls = new(process);
    private EngineFault? _fault;

    public bool IsPreview => isPreview;

    /// <summary>The schema as a process of its own told it; null: the program's language asks for none.</summary>
    public JsonObject? Schema { get; init; }

    public StackState State => state;

    public MiniEngine Engine => engine;

    /// <summary>Makes it true.</summary>
    /// <exception cref="EngineFault">It cannot be made true, or something before it could not.</exception>
    public async Task<StackResource> RegisterAsync(Registration wanted)
    {
        try
        {
            Func<Task<StackResource>> step;
            await _planning.WaitAsync();
            try
            {
                ThrowIfFailed();
                step = await PlanAsync(wanted);
            }
            finally
            {
                _planning.Release();
            }

            return await step();
        }
        catch (Exception exception) when (exception is StubFault or EngineFault)
        {
            throw Fail(wanted.Name, exception);
        }
    }

    /// <exception cref="EngineFault">It is refused.</exception>
    public async Task<JsonObject> InvokeAsync(string token, JsonObject arguments)
    {
        try
        {
            var answer = await process.CallAsync("Invoke", new JsonObject
            {
                ["tok"] = token, ["args"] = Wire.Copy(arguments), ["preview"] = isPreview,
            });
            ResourceCalls.ThrowOnFailures(token, answer);
            return Wire.Copy(answer["return"]);
        }
        catch (Exception exception) when (exception is StubFault or EngineFault)
        {
            throw Fail(token, exception);
        }
    }

    /// <summary>Removes what replaced ones left, and what the program no longer registers, last made first.</summary>
    public async Task SweepAsync()
    {
        ThrowIfFailed();
        foreach (var resource in state.Resources.Reverse().Where(resource =>
            resource.IsPendingDelete || !_registered.ContainsKey(resource.Urn)))
        {
            await DeleteAsync(resource);
        }
    }

    public void Dispose() => _planning.Dispose();

    public void ThrowIfFailed()
    {
        if (_fault is not null)
        {
            throw _fault;
        }
    }

    private async Task<Func<Task<StackResource>>> PlanAsync(Registration wanted)
    {
        var urn = engine.UrnOf(wanted.Type, wanted.Name);
        Assert.True(_registered.TryAdd(urn, 0), $"{urn} is registered twice");
        var old = state.Live(urn);
        var fresh = Of(urn, wanted);
        if (old is null && wanted.Import is { } id)
        {
            old = await ImportedAsync(fresh with { Id = id }, wanted);
        }

        var inputs = await _calls.CheckAsync(fresh, old?.Inputs ?? [], wanted.Inputs);
        fresh = fresh with { Inputs = inputs };
        if (old is null)
        {
            return () => CreateAsync(fresh);
        }

        var diff = await _calls.DiffAsync(old, inputs);
        if (ResourceCalls.IsReplace(diff))
        {
            return await PlanReplacementAsync(old, fresh, wanted, diff);
        }

        if (ResourceCalls.IsChange(diff) || !old.InitErrors.IsEmpty)
        {
            return () => UpdateAsync(old, fresh);
        }

        var same = fresh with { Id = old.Id, Outputs = old.Outputs };
        state.Change(old, same);
        return () => Task.FromResult(same);
    }

    private async Task<StackResource> ImportedAsync(StackResource asked, Registration wanted)
    {
        var found = await _calls.ReadAsync(asked, isImport: true)
            ?? throw new EngineFault($"resource '{wanted.Import}' does not exist");
        state.Add(found);
        return found;
    }

    private async Task<Func<Task<StackResource>>> PlanReplacementAsync(
        StackResource old, StackResource fresh, Registration wanted, JsonObject diff)
    {
        if (old.Protect)
        {
            throw new EngineFault($"unable to replace resource {old.Urn} as it is currently marked for protection");
        }

        if (wanted.Import is not null)
        {
            throw new EngineFault($"{old.Urn}: a needed replacement is an error while import is present");
        }

        fresh = fresh with { Inputs = await _calls.CheckAsync(fresh, [], wanted.Inputs) };
        if (!(wanted.DeleteBeforeReplace ?? (bool)diff["deleteBeforeReplace"]!))
        {
            return async () =>
            {
                var made = await CreateAsync(fresh);
                state.Change(old, old with { IsPendingDelete = true });
                return made;
            };
        }

        foreach (var dependent in await DependentsToReplaceAsync(old))
        {
            await DeleteAsync(dependent);
        }

        await DeleteAsync(old);
        return () => CreateAsync(fresh);
    }

    // Asked with what it depends on unknown: does it have to be another one too?
    private async Task<ImmutableArray<StackResource>> DependentsToReplaceAsync(StackResource gone)
    {
        var going = new List<StackResource> { gone };
        foreach (var dependent in state.Resources.Where(resource => !resource.IsPendingDelete && resource != gone))
        {
            var inputs = Wire.Copy(dependent.Inputs);
            var touched = dependent.PropertyDependencies
                .Where(entry => entry.Value.Any(urn => going.Exists(other => other.Urn == urn)))
                .Select(entry => entry.Key).ToList();
            touched.ForEach(name => inputs[name] = Wire.Unknown);
            if (touched.Count > 0 && ResourceCalls.IsReplace(await _calls.DiffAsync(dependent, inputs)))
            {
                going.Add(dependent);
            }
        }

        return [.. going.Skip(1).Reverse()];
    }

    private async Task<StackResource> CreateAsync(StackResource fresh)
    {
        try
        {
            var (id, outputs) = await _calls.CreateAsync(fresh, isPreview);
            var made = fresh with { Id = id, Outputs = outputs };
            state.Add(made);
            return made;
        }
        catch (StubFault fault) when (fault.InitFailed is { } failed)
        {
            state.Add(fresh with
            {
                Id = IdOf(failed), Outputs = Wire.Copy(failed["properties"]), InitErrors = ReasonsOf(failed),
            });
            throw;
        }
    }

    private async Task<StackResource> UpdateAsync(StackResource old, StackResource fresh)
    {
        try
        {
            var outputs = await _calls.UpdateAsync(old, fresh.Inputs, fresh.Timeouts, isPreview);
            var changed = fresh with { Id = old.Id, Outputs = outputs };
            state.Change(old, changed);
            return changed;
        }
        catch (StubFault fault) when (fault.InitFailed is { } failed)
        {
            // The former inputs stay, so that the next run finds the difference again.
            Assert.Equal(old.Id, IdOf(failed));
            state.Change(old, old with
            {
                Outputs = Wire.Copy(failed["properties"]), InitErrors = ReasonsOf(failed),
            });
            throw;
        }
    }

    private async Task DeleteAsync(StackResource resource)
    {
        if (resource.Protect && !resource.IsPendingDelete)
        {
            throw Fail(resource.Name, new EngineFault(
                $"resource {resource.Urn} cannot be deleted because it is protected"));
        }

        try
        {
            if (!isPreview)
            {
                await _calls.DeleteAsync(resource);
            }

            state.Remove(resource);
        }
        catch (StubFault fault)
        {
            throw Fail(resource.Name, fault);
        }
    }

    private static StackResource Of(string urn, Registration wanted) => new(urn, wanted.Type, wanted.Name)
    {
        Dependencies = wanted.Dependencies, PropertyDependencies = wanted.PropertyDependencies,
        Protect = wanted.Protect, Timeouts = wanted.Timeouts,
    };

    private static string IdOf(JsonObject failed) => (string)failed["id"]! is { Length: > 0 } id
        ? id
        : throw new InvalidOperationException("something is there, and has no id");

    private static ImmutableArray<string> ReasonsOf(JsonObject failed)
    {
        ImmutableArray<string> reasons = [.. failed["reasons"]!.AsArray().Select(reason => (string)reason!)];
        Assert.NotEmpty(reasons);
        return reasons;
    }

    // The first failure ends the run; what is under way goes on to its end.
    private EngineFault Fail(string of, Exception cause)
    {
        var reasons = (cause as StubFault)?.InitFailed is { } failed
            ? string.Join("\n", ReasonsOf(failed))
            : cause.Message;
        var fault = cause as EngineFault ?? new EngineFault($"{of}: {reasons}", cause);
        Interlocked.CompareExchange(ref _fault, fault, null);
        return fault;
    }
}
