using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>
/// A program in TypeScript, run by Pulumi's own SDK; its monitor hands each registration to the deployment.
/// </summary>
internal sealed class NodeProgram(string folder, JsonObject configuration) : IProgram
{
    private const string StackType = "pulumi:pulumi:Stack";

    public bool NeedsSchema => false;

    public async Task RunAsync(Deployment deployment)
    {
        var bench = deployment.Engine.Bench;
        var monitor = await bench.Bridge.DoAsync(new JsonObject { ["op"] = "serveMonitor" });
        var running = bench.Bridge.AskAsync(new JsonObject
        {
            ["op"] = "runProgram", ["program"] = Path.Combine(folder, "index.ts"), ["pwd"] = folder,
            ["project"] = deployment.Engine.Project, ["stack"] = deployment.Engine.Stack,
            ["monitor"] = (string)monitor["address"]!, ["engine"] = bench.Engine,
            ["config"] = Wire.Copy(configuration), ["dryRun"] = deployment.IsPreview,
        });
        var handling = new List<Task>();
        while (!running.IsCompleted || bench.Bridge.Monitor.Count > 0)
        {
            await Task.WhenAny(running, bench.Bridge.Monitor.WaitToReadAsync().AsTask());
            while (bench.Bridge.Monitor.TryRead(out var asked))
            {
                handling.Add(AnswerAsync(deployment, asked));
            }
        }

        await Task.WhenAll(handling);
        deployment.ThrowIfFailed();
        var ended = await running;
        if ((int?)ended["exitCode"] != 0)
        {
            const int Error = 3;
            var said = bench.Logs.Where(line => line.Severity == Error).Select(line => line.Message);
            throw new EngineFault($"the program failed: {ended}; {string.Join("; ", said)}");
        }
    }

    private static async Task AnswerAsync(Deployment deployment, JsonObject asked)
    {
        var reply = new JsonObject { ["op"] = "reply", ["call"] = (int)asked["call"]! };
        var message = asked["message"]!.AsObject();
        try
        {
            reply["message"] = (string)asked["method"]! switch
            {
                "RegisterResource" => await RegisterAsync(deployment, message),
                "RegisterResourceOutputs" => KeepOutputs(deployment, message),
                "Invoke" => new JsonObject
                {
                    ["return"] = await deployment.InvokeAsync(
                        (string)message["tok"]!, message["args"]!.AsObject()),
                },
                _ => new JsonObject(),
            };
        }
        catch (EngineFault)
        {
            // The SDK would wait for a minute and more; the engine does not let it.
            reply = new JsonObject { ["op"] = "endPrograms" };
        }

        await deployment.Engine.Bench.Bridge.DoAsync(reply);
    }

    private static async Task<JsonObject> RegisterAsync(Deployment deployment, JsonObject message)
    {
        var (type, name) = ((string)message["type"]!, (string)message["name"]!);
        if (type == StackType)
        {
            return new JsonObject { ["urn"] = deployment.Engine.UrnOf(type, name), ["id"] = "" };
        }

        Assert.True((bool)message["custom"]!);
        var made = await deployment.RegisterAsync(Of(type, name, message));
        return new JsonObject
        {
            ["urn"] = made.Urn, ["id"] = made.Id, ["object"] = Wire.Copy(made.Outputs),
        };
    }

    private static Registration Of(string type, string name, JsonObject message)
    {
        var timeouts = message["customTimeouts"] as JsonObject ?? [];
        return new Registration(type, name, message["object"]!.AsObject())
        {
            Dependencies = Texts(message["dependencies"]),
            PropertyDependencies = (message["propertyDependencies"]?.AsObject() ?? []).ToImmutableDictionary(
                entry => entry.Key, entry => Texts(entry.Value!["urns"])),
            Protect = (bool?)message["protect"] ?? false,
            DeleteBeforeReplace = (bool?)message["deleteBeforeReplaceDefined"] == true
                ? (bool)message["deleteBeforeReplace"]!
                : null,
            Import = (string?)message["importId"] is { Length: > 0 } id ? id : null,
            Timeouts = new ProgramTimeouts(
                ProgramTimeouts.Seconds((string?)timeouts["create"]),
                ProgramTimeouts.Seconds((string?)timeouts["update"]),
                ProgramTimeouts.Seconds((string?)timeouts["delete"])),
        };
    }

    private static ImmutableArray<string> Texts(JsonNode? list) =>
        [.. (list as JsonArray ?? []).Select(text => (string)text!)];

    private static JsonObject KeepOutputs(Deployment deployment, JsonObject message)
    {
        if (((string)message["urn"]!).Contains(StackType, StringComparison.Ordinal))
        {
            deployment.State.Outputs = Wire.Copy(message["outputs"]);
        }

        return [];
    }
}
