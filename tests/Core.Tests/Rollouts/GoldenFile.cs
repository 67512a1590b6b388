using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>
/// One golden rollout. The name says the case, <c>given:</c> sets it up and <c>expect:</c> says what must come of it:
/// both are written by hand. What follows <c>recorded:</c> is the rollout as it was last looked at and found right.
/// </summary>
internal sealed class GoldenFile
{
    private const string RecordedMark = "recorded:\n";
    private readonly string _header;

    public GoldenFile(string text)
    {
        var mark = text.IndexOf(RecordedMark, StringComparison.Ordinal);
        _header = text[..mark];
        Body = text[(mark + RecordedMark.Length)..];
        var expect = _header.IndexOf("expect:\n", StringComparison.Ordinal);
        Given = Lines(_header["given:\n".Length..expect]);
        Expected = Lines(_header[(expect + "expect:\n".Length)..]).ToDictionary(line => line.Key, line => line.Value);
    }

    public string Body { get; }
    public IReadOnlyDictionary<string, string> Expected { get; }
    private IReadOnlyList<(string Key, string Value)> Given { get; }

    public string WithBody(string body) => _header + RecordedMark + body;

    public RolloutRun Run() => new RolloutRun(new GoldenSetup(Given).Setup())
        .Until(Duration(Given.FirstOrDefault(line => line.Key == "until") is { Value: { } limit } ? limit : "4h"));

    /// <summary>What came of a run, in the words of the header.</summary>
    public static IReadOnlyDictionary<string, string> Facts(RolloutRun run) => new Dictionary<string, string>
    {
        ["status"] = $"{run.Last!.Status}",
        ["duration"] = $"{(int)run.Elapsed.TotalMinutes}m {run.Elapsed.Seconds}s",
        ["commands"] = OrNone(run.CommandsDone.Select(done => $"{done.Value} {done.Key}")),
        ["lowest available"] = $"{run.LowestAvailable}",
        ["highest total"] = $"{run.HighestTotal}",
        ["failed launches"] = $"{run.Last.Count.Failed}",
        ["fleet"] = $"{run.Model.Instances.Count(instance => instance.Image == RolloutRun.Old)} old, "
            + $"{run.Model.Instances.Count(instance => instance.Image == RolloutRun.New)} new",
        ["ends"] = OrNone(run.Control.Ends),
        ["slots began"] = OrNone(SlotsBegan(run)),
        ["quarantined"] = $"{run.Model.Instances.Count(instance => instance.Isolated)}",
        ["in zones"] = OrNone(run.Model.Instances.GroupBy(instance => instance.Zone)
            .OrderBy(zone => zone.Key, StringComparer.Ordinal).Select(zone => $"{zone.Count()} {zone.Key}")),
        ["names kept"] = run.Model.Instances.TrueForAll(instance => !run.Model.Launched.Contains(instance.Id))
            ? "yes" : "no",
        ["gone"] = OrNone(run.Journal.Select(entry => entry.Event).OfType<RotationEvent.CommandDone>()
            .Where(done => done.Command == CommandKind.Terminate)
            .Select(done => done.Instance.Value.Replace("web-", "", StringComparison.Ordinal))),
        ["holds at the end"] = OrNone(run.Last.Holds.Select(hold => $"{hold.Reason}").Distinct()),
        ["holds"] = OrNone(run.HoldsSeen.Select(reason => $"{reason}")),
    };

    // Minutes since the start at which a slot was begun: a launch or reimage that is no later attempt.
    private static IEnumerable<string> SlotsBegan(RolloutRun run) => run.Journal
        .Where(entry => entry.Event is RotationEvent.LaunchBegan { Attempt: 1 })
        .GroupBy(entry => ((RotationEvent.LaunchBegan)entry.Event).Token)
        .Select(calls => RolloutRecord.Stamp(calls.First().At - run.Start))
        .GroupBy(at => at).Select(at => at.Count() == 1 ? at.Key : $"{at.Count()} at {at.Key}");

    private static string OrNone(IEnumerable<string> words) => string.Join(", ", words.DefaultIfEmpty("none"));

    private static List<(string Key, string Value)> Lines(string block) =>
    [
        .. block.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(": ", 2)).Select(parts => (parts[0], parts[1])),
    ];

    /// <exception cref="FormatException">It has no unit of s, m, h or d.</exception>
    public static TimeSpan Duration(string text) => text[^1] switch
    {
        's' => TimeSpan.FromSeconds(int.Parse(text[..^1])),
        'm' => TimeSpan.FromMinutes(int.Parse(text[..^1])),
        'd' => TimeSpan.FromDays(int.Parse(text[..^1])),
        'h' => TimeSpan.FromHours(int.Parse(text[..^1])),
        _ => throw new FormatException($"no duration: {text}"),
    };
}
