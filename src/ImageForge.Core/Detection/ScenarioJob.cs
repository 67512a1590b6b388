using System.Collections.Immutable;

namespace ImageForge.Core.Detection;

/// <summary>A scenario made ready for a guest: scripts with every placeholder filled in, ids and limits.</summary>
public sealed record ScenarioJob
{
    /// <summary>Time limit of all prerequisites together, of the effect probe, and of the cleanup.</summary>
    public static readonly TimeSpan StageLimit = TimeSpan.FromSeconds(20);

    /// <summary>What the host grants beyond the stages' own limits: restore, marks, settling.</summary>
    public static readonly TimeSpan HostMargin = TimeSpan.FromSeconds(20);

    /// <summary>How long the runner waits between the attack's end and the end mark.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(500);

    private const string AtomicsFolder = "PathToAtomicsFolder";

    public required Scenario Scenario { get; init; }
    public required ImmutableArray<ScenarioPrerequisite> Prerequisites { get; init; }

    /// <summary>Script file's text, ending in a line feed.</summary>
    public required string RenderedRun { get; init; }

    /// <summary>Script file's text; empty: no probe.</summary>
    public required string RenderedEffect { get; init; }

    /// <summary>Script file's text; empty: nothing to undo.</summary>
    public required string RenderedCleanup { get; init; }

    public required ScenarioLoginIds LoginIds { get; init; }

    /// <summary>What the runner writes into the audit trail before and after the attack.</summary>
    public string StartMark => ScenarioMark.Start(Scenario.Id);

    /// <inheritdoc cref="StartMark"/>
    public string EndMark => ScenarioMark.End(Scenario.Id);

    /// <summary>After this the host gives the machine up.</summary>
    public TimeSpan HostLimit =>
        (Prerequisites.IsEmpty ? TimeSpan.Zero : StageLimit)
        + Scenario.Limit
        + Settle
        + (RenderedEffect.Length == 0 ? TimeSpan.Zero : StageLimit)
        + (RenderedCleanup.Length == 0 ? TimeSpan.Zero : StageLimit)
        + HostMargin;

    /// <summary>Fills in what only the machine's side knows.</summary>
    /// <param name="payloads">
    /// Folder in the guest that stands for Atomic Red Team's <c>atomics</c>; its parent must be writable.
    /// </param>
    public static ScenarioJob Of(Scenario scenario, string payloads, ScenarioLoginIds? loginIds = null) => new()
    {
        Scenario = scenario,
        Prerequisites =
        [
            .. scenario.Prerequisites.Select(prerequisite => prerequisite with
            {
                Check = Render(prerequisite.Check, payloads),
                Get = prerequisite.Get is { } get ? Render(get, payloads) : null,
            }),
        ],
        RenderedRun = Render(scenario.Run, payloads),
        RenderedEffect = Render(scenario.Effect, payloads),
        RenderedCleanup = Render(scenario.Cleanup, payloads),
        LoginIds = loginIds ?? ScenarioLoginIds.Standard,
    };

    // The spelling with a dollar first: it would otherwise leave one behind. A shell wants the last line ended.
    private static string Render(string script, string payloads)
    {
        if (script.Length == 0)
        {
            return "";
        }

        var text = script
            .Replace($"${AtomicsFolder}", payloads, StringComparison.Ordinal)
            .Replace(AtomicsFolder, payloads, StringComparison.Ordinal);
        return text.EndsWith('\n') ? text : text + "\n";
    }
}
