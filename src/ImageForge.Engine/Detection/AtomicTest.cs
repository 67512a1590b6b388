using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ImageForge.Core.Detection;
using ImageForge.Engine.Definitions;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Detection;

/// <summary>One Linux test of an atomic file, made a scenario.</summary>
internal sealed partial class AtomicTest(DefinitionFile file, JObject test, DefinitionErrors errors)
{
    // Defaults may hold placeholders of others; they hold none of their own.
    private const int RoundsMax = 4;

    private readonly Dictionary<string, string> _inputs = test.Group("input_arguments")?.Properties()
        .ToDictionary(input => input.Name, input => DefaultOf(file, input.Value), StringComparer.Ordinal) ?? [];

    /// <returns>Null with the fault added: it has no name to go by, or no executor.</returns>
    public Scenario? Read(string technique)
    {
        if (test.Text("auto_generated_guid") is not { } guid || !Guid.TryParse(guid, out _))
        {
            errors.Add(
                file, test.Value("auto_generated_guid") ?? test, "auto_generated_guid: expected a GUID",
                "names repeat: only the GUID tells two tests apart");
            return null;
        }

        if (test.Group("executor") is not { } executor)
        {
            errors.Add(file, test.Value("executor") ?? test, "executor: expected a group", "say what runs the test");
            return null;
        }

        var name = executor.Text("name") ?? "";
        var command = Fill(executor.Text("command") ?? "");
        var unsendable = Unsendable(name, command);
        var prerequisites = Prerequisites(name);
        return new Scenario
        {
            Id = guid.ToLowerInvariant(),
            Guid = guid.ToLowerInvariant(),
            Source = ScenarioSource.Atomic,
            Title = test.Text("name") ?? "",
            Technique = technique,
            Account = executor.Flag("elevation_required") == true ? ScenarioAccount.Root : ScenarioAccount.User,
            Shell = ShellOf(name),
            Prerequisites = unsendable is null ? prerequisites : [],
            Run = command,
            Cleanup = Fill(executor.Text("cleanup_command") ?? ""),
            NeedsNetwork = Network().IsMatch(command)
                || prerequisites.Any(prerequisite => Network().IsMatch(prerequisite.Get ?? "")),
            Unsendable = unsendable,
        };
    }

    // What cannot be sent is still read: it is counted with its reason.
    private static string? Unsendable(string executor, string command) => executor switch
    {
        "sh" or "bash" when command.Trim().Length > 0 =>
            Placeholder().Match(command) is { Success: true } left ? $"{left.Value} has no default" : null,
        "sh" or "bash" => "it has no command",
        "manual" => "manual: steps for people",
        "" => "it names no executor",
        _ => $"{executor}: not in the machine",
    };

    private ImmutableArray<ScenarioPrerequisite> Prerequisites(string executor)
    {
        var shell = ShellOf(test.Text("dependency_executor_name") ?? executor);
        return
        [
            .. test.Groups("dependencies").Select(dependency => new ScenarioPrerequisite(
                Fill(dependency.Text("prereq_command") ?? "true"),
                dependency.Text("get_prereq_command") is { } get && get.Trim().Length > 0 ? Fill(get) : null,
                shell)),
        ];
    }

    // As text, never quoted: defaults hold quotes, dollars and backticks that the command around them counts on.
    private string Fill(string script)
    {
        var filled = script;
        for (var round = 0; round < RoundsMax && Placeholder().IsMatch(filled); round++)
        {
            filled = Placeholder().Replace(
                filled, match => _inputs.GetValueOrDefault(match.Groups["name"].Value, match.Value));
        }

        return filled;
    }

    // Numbers and flags are taken as they were written: 0755 is not 493.
    private static string DefaultOf(DefinitionFile file, JToken input) => input.Value("default") switch
    {
        null or { Type: JTokenType.Null } => "",
        JValue { Type: JTokenType.String } text => text.ToString(),
        var other => file.PositionOf(other).Written ?? other.ToString(),
    };

    private static ScenarioShell ShellOf(string executor) =>
        executor == "bash" ? ScenarioShell.Bash : ScenarioShell.Sh;

    [GeneratedRegex(@"#\{(?<name>[\w.-]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(
        @"https?://|\b(curl|wget|apt(-get)? (-\S+ )*(update|install)|yum|dnf|zypper|git clone|pip3? install|ping"
            + @"|nslookup|dig)\b",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Network();
}
