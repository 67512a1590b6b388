using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Windows;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>The <c>given:</c> lines of a golden as what the rollout starts from.</summary>
internal sealed partial class GoldenSetup(IReadOnlyList<(string Key, string Value)> given)
{
    /// <exception cref="FormatException">A line means nothing.</exception>
    public RolloutSetup Setup()
    {
        string[] known = [
            "policy", "fleet", "until", "start", "window", "blackout", "checkpoints", "approvals", "bake",
            "max age", "max image age", "protection wait", "ages", "image built", "zones", "proven"];
        if (given.FirstOrDefault(line => !line.Key.StartsWith("at ", StringComparison.Ordinal)
            && !known.Contains(line.Key)) is { Key: { } unknown })
        {
            throw new FormatException($"no such line: {unknown}");
        }

        var fleet = Numbers(Get("fleet")!);
        return new RolloutSetup
        {
            Policy = Policy(),
            Old = fleet.GetValueOrDefault("old"),
            New = fleet.GetValueOrDefault("new"),
            Start = Get("start") is { } start
                ? DateTimeOffset.Parse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                : new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Ages = Ages(),
            ImageAge = Get("image built") is { } age ? GoldenFile.Duration(age.Replace(" ago", "")) : null,
            Zones = Get("zones") is { } zones ? [.. zones.Split(' ')] : ["local"],
            OldIsProven = Get("proven") == "old",
            Faults =
            [
                .. given.Where(line => line.Key.StartsWith("at ", StringComparison.Ordinal))
                    .Select(line => new RolloutFault(GoldenFile.Duration(line.Key["at ".Length..]), line.Value)),
            ],
        };
    }

    private RotationPolicy Policy()
    {
        var words = Get("policy")!;
        var numbers = Numbers(words);
        var checkpoints = Get("checkpoints")?.Split(" delay ");
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
            Strategy = words.Contains("reimage", StringComparison.Ordinal)
                ? RotationStrategy.Reimage : RotationStrategy.Replace,
            SkipMatching = !words.Contains("matching ones too", StringComparison.Ordinal),
            AutoRollback = !words.Contains("no rollback", StringComparison.Ordinal),
            Checkpoints = checkpoints is null ? [] : Percentages(checkpoints[0]),
            CheckpointDelay = GoldenFile.Duration(checkpoints?[1] ?? "10m"),
            Approvals = Get("approvals") is { } approvals ? Percentages(approvals) : [],
            BakeTime = GoldenFile.Duration(Get("bake") ?? "0s"),
            MaxAge = GoldenFile.Duration(Get("max age") ?? "30d"),
            MaxImageAge = GoldenFile.Duration(Get("max image age") ?? "30d"),
            ProtectionWait = GoldenFile.Duration(Get("protection wait") ?? "1h"),
            Windows = Windows(),
        };
    }

    // "Saturday Sunday 02:00-03:00 Europe/Berlin", "2026-12-24..2026-12-26 Europe/Berlin"
    private RotationWindows Windows() => new()
    {
        IsAlways = given.All(line => line.Key != "window"),
        Weekly =
        [
            .. given.Where(line => line.Key == "window").Select(line => line.Value.Split(' ')).Select(words =>
                new WeeklyWindow(
                    [.. words[..^2].Select(Enum.Parse<DayOfWeek>)],
                    TimeOnly.Parse(words[^2].Split('-')[0], CultureInfo.InvariantCulture),
                    TimeOnly.Parse(words[^2].Split('-')[1], CultureInfo.InvariantCulture),
                    TimeZoneInfo.FindSystemTimeZoneById(words[^1]))),
        ],
        Blackouts =
        [
            .. given.Where(line => line.Key == "blackout").Select(line => line.Value.Split(' ')).Select(words =>
                new Blackout(
                    DateOnly.Parse(words[0].Split("..")[0], CultureInfo.InvariantCulture),
                    DateOnly.Parse(words[0].Split("..")[1], CultureInfo.InvariantCulture),
                    TimeZoneInfo.FindSystemTimeZoneById(words[1]), "")),
        ],
    };

    // "all 40d, old 1 41d"
    private ImmutableDictionary<string, TimeSpan> Ages()
    {
        var ages = ImmutableDictionary<string, TimeSpan>.Empty;
        foreach (var words in (Get("ages") ?? "").Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = words.Split(' ');
            ages = parts[0] == "all"
                ? ages.AddRange(Enumerable.Range(1, 99)
                    .SelectMany(number => new[] { $"old{number:00}", $"new{number:00}" })
                    .Select(name => KeyValuePair.Create(name, GoldenFile.Duration(parts[1]))))
                : ages.SetItem($"{parts[0].Replace("present", "new")}{int.Parse(parts[1]):00}",
                    GoldenFile.Duration(parts[2]));
        }

        return ages;
    }

    private string? Get(string key) => given.FirstOrDefault(line => line.Key == key).Value;

    private static ImmutableArray<int> Percentages(string text) => [.. text.Split(' ').Select(int.Parse)];

    private static Dictionary<string, int> Numbers(string value) => NumberPattern().Matches(value)
        .ToDictionary(match => match.Groups["name"].Value, match => int.Parse(match.Groups["number"].Value));

    [GeneratedRegex(@"(?<name>[a-z]+) (?<number>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberPattern();
}
