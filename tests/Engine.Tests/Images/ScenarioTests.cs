using System.Collections.Immutable;
using ImageForge.Core.Detection;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Tests.Images;

/// <summary>
/// What can be said of the shipped scenarios without running them: whether the sensor sees them is looked at in real
/// machines.
/// </summary>
public sealed class ScenarioTests
{
    private static readonly ImmutableArray<Scenario> Shipped =
        [.. new DefinitionReader(ShippedImages.Root).ReadScenarios()];

    private static readonly AuditRuleSet Rules = AuditRuleSet.Parse(
        File.ReadAllText(Path.Combine(ShippedImages.Folder, "sensors/auditd/audit.rules")));

    public static TheoryData<string> Ids => [.. Shipped.Select(scenario => scenario.Id)];

    [Fact]
    public void There_are_enough_of_them_over_enough_techniques()
    {
        Assert.True(Shipped.Length >= 24, $"{Shipped.Length} scenarios");
        Assert.True(Shipped.Select(scenario => scenario.Technique).Distinct().Count() >= 18);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Scripts_parse_and_the_probe_is_another_one_than_the_attack(string id)
    {
        var scenario = Shipped.Single(shipped => shipped.Id == id);
        var shell = scenario.Shell == ScenarioShell.Bash ? "bash" : "sh";
        string[] scripts =
        [
            scenario.Run, scenario.Effect, scenario.Cleanup,
            .. scenario.Prerequisites.SelectMany(needed => new[] { needed.Check, needed.Get ?? "" }),
        ];

        Assert.All(scripts, script => Assert.Equal((0, ""), ShippedImages.Parse(shell, script)));
        Assert.NotEqual(scenario.Run, scenario.Effect);
        Assert.False(scenario.NeedsNetwork);
    }

    // A miss by design would be a scenario that can only be missed: nobody learns anything from it.
    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_speaks_for_the_technique_of_each(string id)
    {
        var technique = Shipped.Single(shipped => shipped.Id == id).Technique;

        Assert.Contains(Rules.Rules, rule => rule.Keys.Answering(technique) is not null);
    }

    [Fact]
    public void Alert_rules_speak_for_at_least_ten_techniques_that_scenarios_try()
    {
        var alerted = Rules.Rules.Where(rule => rule.Keys.Tier == AuditTier.Alert)
            .SelectMany(rule => rule.Keys.Techniques).ToHashSet(StringComparer.Ordinal);

        Assert.True(Shipped.Select(scenario => scenario.Technique).Where(alerted.Contains).Distinct().Count() >= 10);
    }
}
