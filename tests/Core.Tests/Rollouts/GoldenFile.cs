using System.Text.RegularExpressions;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>
/// One golden rollout. The name says the case, <c>given:</c> sets it up and <c>expect:</c> says what must come of it:
/// both are written by hand. What follows <c>recorded:</c> is the rollout as it was last looked at and found right.
/// </summary>
internal sealed partial class GoldenFile
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

    public RolloutRun Run()
    {
        var faults = Given.Where(line => line.Key.StartsWith("at ", StringComparison.Ordinal))
            .Select(line => new RolloutFault(Duration(line.Key["at ".Length..]), line.Value));
        var fleet = Numbers(One("fleet"));
        return new RolloutRun(Policy(), fleet.GetValueOrDefault("old"), fleet.GetValueOrDefault("new"), faults)
            .Until(Duration(Given.FirstOrDefault(line => line.Key == "until") is { Value: { } limit } ? limit : "4h"));
    }

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
        ["holds"] = OrNone(run.HoldsSeen.Select(reason => $"{reason}")),
    };

    private static string OrNone(IEnumerable<string> words) => string.Join(", ", words.DefaultIfEmpty("none"));

    private RotationPolicy Policy()
    {
        var numbers = Numbers(One("policy"));
        return new RotationPolicy
        {
            Fleet = new FleetName("web"),
            Image = new ImageName("web"),
            Desired = numbers["desired"],
            MinHealthyPercentage = numbers.GetValueOrDefault("min", 90),
            MaxHealthyPercentage = numbers.GetValueOrDefault("max", 110),
            MaxBatchPercentage = numbers.GetValueOrDefault("batch", 20),
            MaxUnhealthyPercentage = numbers.GetValueOrDefault("unhealthy", 20),
            InstanceWarmup = TimeSpan.FromSeconds(30),
            DrainTimeout = TimeSpan.FromMinutes(1),
            LaunchTimeout = TimeSpan.FromMinutes(5),
            Checkpoints = [],
            BakeTime = TimeSpan.Zero,
        };
    }

    private string One(string key) => Given.Single(line => line.Key == key).Value;

    private static Dictionary<string, int> Numbers(string value) => NumberPattern().Matches(value)
        .ToDictionary(match => match.Groups["name"].Value, match => int.Parse(match.Groups["number"].Value));

    private static List<(string Key, string Value)> Lines(string block) =>
    [
        .. block.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(": ", 2)).Select(parts => (parts[0], parts[1])),
    ];

    private static TimeSpan Duration(string text) => text[^1] switch
    {
        's' => TimeSpan.FromSeconds(int.Parse(text[..^1])),
        'm' => TimeSpan.FromMinutes(int.Parse(text[..^1])),
        'h' => TimeSpan.FromHours(int.Parse(text[..^1])),
        _ => throw new FormatException($"no duration: {text}"),
    };

    [GeneratedRegex(@"(?<name>[a-z]+) (?<number>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberPattern();
}
