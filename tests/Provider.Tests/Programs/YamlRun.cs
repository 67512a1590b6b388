using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>One run of a Pulumi.yaml: each name is made true once, after the names that it is made of.</summary>
internal sealed partial class YamlRun(JsonObject program, string folder, Deployment deployment)
{
    private readonly Dictionary<string, StackResource> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (JsonNode? Value, ImmutableArray<string> Of)> _variables =
        new(StringComparer.Ordinal);
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);

    private JsonObject Resources => program["resources"]?.AsObject() ?? [];

    private JsonObject Variables => program["variables"]?.AsObject() ?? [];

    public async Task RunAsync()
    {
        foreach (var name in Variables.Concat(Resources).Select(entry => entry.Key).ToList())
        {
            await EnsureAsync(name);
        }

        var outputs = new JsonObject();
        foreach (var (name, value) in program["outputs"]?.AsObject() ?? [])
        {
            outputs[name] = await EvaluateAsync(value, []);
        }

        deployment.State.Outputs = outputs;
    }

    private async Task EnsureAsync(string name)
    {
        if (!_begun.Add(name))
        {
            return;
        }

        if (Resources[name] is JsonObject resource)
        {
            _resources[name] = await RegisterAsync(name, resource);
        }
        else if (Variables.ContainsKey(name))
        {
            var of = new HashSet<string>(StringComparer.Ordinal);
            _variables[name] = (await EvaluateAsync(Variables[name], of), [.. of]);
        }
        else
        {
            throw new EngineFault($"resource or variable named \"{name}\" could not be found");
        }
    }

    private async Task<StackResource> RegisterAsync(string key, JsonObject resource)
    {
        var type = TypeOf((string)resource["type"]!);
        var inputs = new JsonObject();
        var dependencies = new HashSet<string>(StringComparer.Ordinal);
        var byProperty = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>();
        foreach (var (name, value) in resource["properties"]?.AsObject() ?? [])
        {
            var of = new HashSet<string>(StringComparer.Ordinal);
            inputs[name] = await EvaluateAsync(value, of);
            byProperty[name] = [.. of];
            dependencies.UnionWith(of);
        }

        RequireShape(type, inputs);
        var options = resource["options"]?.AsObject() ?? [];
        foreach (var item in options["dependsOn"]?.AsArray() ?? [])
        {
            var other = Whole().Match((string)item!).Groups["path"].Value;
            await EnsureAsync(other);
            dependencies.Add(_resources[other].Urn);
        }

        var timeouts = options["customTimeouts"]?.AsObject() ?? [];
        return await deployment.RegisterAsync(new Registration(type, (string?)resource["name"] ?? key, inputs)
        {
            Dependencies = [.. dependencies], PropertyDependencies = byProperty.ToImmutable(),
            Protect = (bool?)options["protect"] ?? false,
            DeleteBeforeReplace = (bool?)options["deleteBeforeReplace"], Import = (string?)options["import"],
            Timeouts = new ProgramTimeouts(
                Seconds(timeouts, "create"), Seconds(timeouts, "update"), Seconds(timeouts, "delete")),
        });
    }

    private static double Seconds(JsonObject timeouts, string name) =>
        ProgramTimeouts.Seconds((string?)timeouts[name]);

    // imageforge:GoldenImage is short for imageforge:index:GoldenImage.
    private string TypeOf(string token)
    {
        var parts = token.Split(':');
        var full = parts.Length == 2 ? $"{parts[0]}:index:{parts[1]}" : token;
        return deployment.Schema!["resources"]!.AsObject().ContainsKey(full)
            ? full
            : throw new EngineFault($"unable to find resource type \"{token}\"");
    }

    private void RequireShape(string type, JsonObject inputs)
    {
        var shape = deployment.Schema!["resources"]![type]!;
        foreach (var name in inputs.Select(input => input.Key)
            .Where(name => !shape["inputProperties"]!.AsObject().ContainsKey(name)))
        {
            throw new EngineFault($"property {name} does not exist on {type}");
        }

        foreach (var name in (shape["requiredInputs"]?.AsArray() ?? []).Select(name => (string)name!)
            .Where(name => !inputs.ContainsKey(name)))
        {
            throw new EngineFault($"missing required property {name} of {type}");
        }
    }

    private async Task<JsonNode?> EvaluateAsync(JsonNode? value, HashSet<string> of)
    {
        switch (value)
        {
            case JsonObject fields when fields["fn::invoke"] is JsonObject call:
                return await InvokeAsync(call, of);
            case JsonObject fields when fields.ContainsKey("fn::secret"):
                return Wire.Secret(await EvaluateAsync(fields["fn::secret"], of));
            case JsonObject fields:
                var map = new JsonObject();
                foreach (var (name, item) in fields)
                {
                    map[name] = await EvaluateAsync(item, of);
                }

                return map;
            case JsonArray items:
                var list = new JsonArray();
                foreach (var item in items)
                {
                    list.Add(await EvaluateAsync(item, of));
                }

                return list;
            case JsonValue word when word.TryGetValue<string>(out var text):
                return await FillAsync(text, of);
            default:
                return value?.DeepClone();
        }
    }

    private async Task<JsonNode?> InvokeAsync(JsonObject call, HashSet<string> of)
    {
        var arguments = (await EvaluateAsync(call["arguments"], of))?.AsObject() ?? [];
        if (Wire.HasUnknown(arguments))
        {
            return Wire.Unknown;
        }

        var parts = ((string)call["function"]!).Split(':');
        var answer = await deployment.InvokeAsync(
            parts.Length == 2 ? $"{parts[0]}:index:{parts[1]}" : string.Join(':', parts), arguments);
        return (string?)call["return"] is { } name ? answer[name]?.DeepClone() : answer;
    }

    private async Task<JsonNode?> FillAsync(string text, HashSet<string> of)
    {
        if (Whole().Match(text) is { Success: true } whole)
        {
            return await LookUpAsync(whole.Groups["path"].Value, of);
        }

        var (filled, isSecret, at) = ("", false, 0);
        foreach (Match part in Part().Matches(text))
        {
            var found = await LookUpAsync(text[(part.Index + 2)..(part.Index + part.Length - 1)], of);
            isSecret |= Wire.IsSecret(found);
            if (Wire.HasUnknown(found))
            {
                return Wire.Unknown;
            }

            filled += text[at..part.Index] + Wire.Open(found);
            at = part.Index + part.Length;
        }

        filled = (filled + text[at..]).Replace("$$", "$", StringComparison.Ordinal);
        return isSecret ? Wire.Secret(filled) : JsonValue.Create(filled);
    }

    // Such as web.gates[0].name.
    private async Task<JsonNode?> LookUpAsync(string path, HashSet<string> of)
    {
        var steps = Step().Matches(path).Select(step => step.Value.Trim('.', '[', ']', '"')).ToList();
        if (steps[0] == "pulumi")
        {
            return steps[1] switch
            {
                "cwd" or "rootDirectory" => folder,
                "project" => deployment.Engine.Project,
                _ => deployment.Engine.Stack,
            };
        }

        await EnsureAsync(steps[0]);
        if (!_resources.TryGetValue(steps[0], out var resource))
        {
            of.UnionWith(_variables[steps[0]].Of);
            return Walk(_variables[steps[0]].Value, steps.Skip(1));
        }

        of.Add(resource.Urn);
        return steps switch
        {
            [_, "urn"] => resource.Urn,
            [_, "id"] => resource.Id.Length > 0 ? resource.Id : Wire.Unknown,
            _ => Walk(resource.Outputs, steps.Skip(1)),
        };
    }

    private JsonNode? Walk(JsonNode? value, IEnumerable<string> steps)
    {
        var isSecret = false;
        foreach (var step in steps)
        {
            isSecret |= Wire.IsSecret(value);
            value = Wire.Open(value) switch
            {
                JsonObject fields when fields.ContainsKey(step) => fields[step],
                JsonObject when deployment.IsPreview => Wire.Unknown,
                JsonArray items => items[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)],
                JsonValue word when Wire.HasUnknown(word) => Wire.Unknown,
                _ => null,
            };
        }

        return isSecret && !Wire.IsSecret(value) ? Wire.Secret(value) : value?.DeepClone();
    }

    [GeneratedRegex("^\\$\\{(?<path>[^}]+)\\}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Whole();

    [GeneratedRegex("(?<!\\$)\\$\\{[^}]+\\}", RegexOptions.None, 1000)]
    private static partial Regex Part();

    [GeneratedRegex("[^.\\[\\]]+|\\[[^\\]]+\\]", RegexOptions.None, 1000)]
    private static partial Regex Step();
}
