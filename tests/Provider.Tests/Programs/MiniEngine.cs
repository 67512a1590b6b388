using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>
/// The engine's part of Pulumi as its protocol asks for it: a state, and the calls of preview, up, refresh, import and
/// destroy in their order, each phase against processes of the real plugin of its own.
/// </summary>
internal sealed class MiniEngine(ProviderBench bench)
{
    private const string ProviderType = "pulumi:providers:imageforge";
    private readonly List<EngineProcess> _processes = [];

    public string Project { get; init; } = "imageforge";

    public string Stack { get; init; } = "dev";

    /// <summary>The stack's configuration of the provider: texts, as its file has them.</summary>
    public JsonObject Configuration { get; init; } = [];

    public StackState State { get; } = new();

    /// <summary>Told before each call, with the process that it goes to.</summary>
    public Action<EngineCall>? Before { get; set; }

    /// <summary>Each call since <see cref="Forget"/>, process by process.</summary>
    public IEnumerable<EngineCall> Calls => _processes.SelectMany(process => process.Calls);

    /// <summary>The last process that a phase started.</summary>
    public EngineProcess Current => _processes[^1];

    public ProviderBench Bench => bench;

    public void Forget() => _processes.Clear();

    public string UrnOf(string type, string name) => $"urn:pulumi:{Stack}::{Project}::{type}::{name}";

    /// <summary>What would change, in a state that is thrown away.</summary>
    public Task<StackState> PreviewAsync(IProgram program) => RunAsync(program, State.Copy(), isPreview: true);

    /// <summary>A preview, and then the same for real.</summary>
    public async Task<StackState> UpAsync(IProgram program, bool skipPreview = false)
    {
        if (!skipPreview)
        {
            await PreviewAsync(program);
        }

        return await RunAsync(program, State, isPreview: false);
    }

    /// <summary>Looks at what is there, once to show it and once to keep it.</summary>
    /// <returns>Names of the resources that are gone or otherwise than ordered.</returns>
    public async Task<ImmutableArray<string>> RefreshAsync(bool skipPreview = false)
    {
        var drifted = ImmutableArray<string>.Empty;
        foreach (var state in skipPreview ? [State] : new[] { State.Copy(), State })
        {
            drifted = await WithProviderAsync(process => RefreshAsync(process, state));
        }

        return drifted;
    }

    /// <summary>Takes something over that is there, as <c>pulumi import</c> does.</summary>
    public async Task<StackResource> ImportAsync(string type, string name, string id, bool protect = true)
    {
        var process = await StartAsync();
        return await EndAsync(process, async () =>
        {
            await ConfigureNewAsync(process, State);
            var calls = new ResourceCalls(process);
            var asked = new StackResource(UrnOf(type, name), type, name) { Id = id, Protect = protect };
            var found = await calls.ReadAsync(asked, isImport: true)
                ?? throw new EngineFault($"resource '{id}' does not exist");
            await calls.CheckAsync(found, found.Inputs, found.Inputs);
            State.Add(found);
            return found;
        });
    }

    /// <summary>Deletes everything, last made first; the preview before it asks nothing of resources.</summary>
    public async Task DestroyAsync()
    {
        await WithProviderAsync(_ => Task.FromResult(true));
        await WithProviderAsync(async process =>
        {
            using var deployment = new Deployment(process, State, this, isPreview: false);
            await deployment.SweepAsync();
            return true;
        });
        State.Provider = null;
        State.Outputs = [];
    }

    private async Task<StackState> RunAsync(IProgram program, StackState state, bool isPreview)
    {
        var schema = program.NeedsSchema ? await SchemaAsync() : null;
        var process = await StartAsync();
        return await EndAsync(process, async () =>
        {
            await ConfigureNewAsync(process, state);
            using var deployment = new Deployment(process, state, this, isPreview) { Schema = schema };
            await program.RunAsync(deployment);
            await deployment.SweepAsync();
            return state;
        });
    }

    private async Task<JsonObject> SchemaAsync()
    {
        var process = await StartAsync();
        return await EndAsync(process, async () =>
        {
            var answer = await process.CallAsync("GetSchema", new JsonObject { ["version"] = 0 });
            await process.CallAsync("GetPluginInfo", []);
            return JsonNode.Parse((string)answer["schema"]!)!.AsObject();
        });
    }

    private static async Task<ImmutableArray<string>> RefreshAsync(EngineProcess process, StackState state)
    {
        var calls = new ResourceCalls(process);
        var drifted = ImmutableArray.CreateBuilder<string>();
        foreach (var known in state.Resources.Where(resource => !resource.IsPendingDelete))
        {
            if (await calls.ReadAsync(known, isImport: false) is not { } found)
            {
                state.Remove(known);
                drifted.Add(known.Name);
                continue;
            }

            // Backwards: from what is there to what was ordered.
            if (ResourceCalls.IsChange(await calls.DiffAsync(found, known.Inputs)))
            {
                drifted.Add(known.Name);
            }

            state.Change(known, found);
        }

        return drifted.ToImmutable();
    }

    private async Task<T> WithProviderAsync<T>(Func<EngineProcess, Task<T>> work)
    {
        var process = await StartAsync();
        return await EndAsync(process, async () =>
        {
            await ConfigureAsync(process, State.Provider ?? throw new InvalidOperationException("nothing is up"));
            return await work(process);
        });
    }

    private async Task ConfigureNewAsync(EngineProcess process, StackState state)
    {
        var urn = UrnOf(ProviderType, "default");
        var answer = await process.CallAsync("CheckConfig", new JsonObject
        {
            ["urn"] = urn, ["name"] = "default", ["type"] = ProviderType, ["olds"] = Wire.Copy(state.Provider),
            ["news"] = Wire.Copy(Configuration),
        });
        ResourceCalls.ThrowOnFailures(urn, answer);
        var inputs = Wire.Copy(answer["inputs"]);
        if (state.Provider is { } former)
        {
            await process.CallAsync("DiffConfig", new JsonObject
            {
                ["urn"] = urn, ["name"] = "default", ["type"] = ProviderType, ["olds"] = Wire.Copy(former),
                ["old_inputs"] = Wire.Copy(former), ["news"] = Wire.Copy(inputs),
            });
        }

        await ConfigureAsync(process, inputs);
        state.Provider = inputs;
    }

    private Task<JsonObject> ConfigureAsync(EngineProcess process, JsonObject inputs) =>
        process.CallAsync("Configure", new JsonObject
        {
            ["args"] = Wire.Copy(inputs), ["acceptSecrets"] = true, ["acceptResources"] = true,
            ["sends_old_inputs"] = true, ["sends_old_inputs_to_delete"] = true, ["id"] = "0f-default",
            ["urn"] = UrnOf(ProviderType, "default"), ["name"] = "default", ["type"] = ProviderType,
        });

    private async Task<EngineProcess> StartAsync()
    {
        var provider = await bench.StartBareAsync(bench.Engine);
        var process = new EngineProcess(bench, provider, _processes.Count + 1)
        {
            Before = call => Before?.Invoke(call),
        };
        _processes.Add(process);
        await process.GreetAsync();
        return process;
    }

    // Whatever became of the run, its process is ended as the engine ends it.
    private static async Task<T> EndAsync<T>(EngineProcess process, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (StubFault fault)
        {
            throw new EngineFault(fault.Message, fault);
        }
        finally
        {
            await process.EndAsync();
        }
    }
}
