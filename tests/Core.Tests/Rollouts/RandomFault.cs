using FsCheck;
using FsCheck.Fluent;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>What goes wrong, or what somebody says, drawn by chance: <c>40s: sensor of new 1 breaks</c>.</summary>
internal static class RandomFault
{
    public static Gen<string> Generator =>
        from second in Gen.Frequency(
            (4, Gen.Choose(0, 150)), (1, Gen.Choose(0, (int)RandomRollout.FaultsEnd.TotalSeconds)))
        from words in Gen.Frequency((5, Broken), (3, Fleet), (3, Said))
        select $"{second}s: {words}";

    private static Gen<string> Broken => Gen.Frequency(
        (6, from part in Gen.Elements("app", "sensor")
            from subject in Subject
            from what in Gen.Elements("breaks", "breaks", "heals")
            select $"{part} of {subject} {what}"),
        (5, from subject in Subject
            from what in Gen.Elements("dies", "vanishes", "clings", "silent", "silent", "heard")
            select $"{subject} {what}"));

    private static Gen<string> Fleet => Gen.Frequency(
        (1, Gen.Elements("sensors unknown", "sensors known")),
        (2, Gen.Elements("new apps break", "new apps heal", "new sensors break")),
        (2, Gen.Elements(
            "launches refused", "launches accepted", "reimages refused", "reimages accepted", "looks stale",
            "looks fresh")),
        (2, Gen.Elements("engine dies before the act", "engine dies after the act")),
        (2, Gen.Elements("no room in a", "no room in b", "no room in any zone", "room again")),
        (1, Gen.Constant("balancer forgets")));

    private static Gen<string> Said => Gen.Frequency(
        (2, Gen.Elements("paused", "resumed", "resumed", "windows passed")),
        (1, Gen.Elements("cancelled", "rollback", "rollback")),
        (2, from count in Gen.Choose(0, 6) select $"approved {count}"),
        (2, from count in Gen.Choose(1, 10)
            from who in Gen.Elements("desired", "autoscaling wants")
            select $"{who} {count}"),
        (4, from subject in Subject
            from what in Gen.Elements(
                "is compromised", "marked Manual", "marked Vulnerability", "protected 5m", "protected 3h",
                "unprotected")
            select $"{subject} {what}"));

    private static Gen<string> Subject =>
        from age in Gen.Elements("old", "old", "new", "new", "present")
        from number in Gen.Frequency((3, Gen.Choose(1, 4)), (1, Gen.Choose(1, 12)))
        select $"{age} {number}";
}
