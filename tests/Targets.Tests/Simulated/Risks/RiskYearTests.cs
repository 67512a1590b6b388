using ImageForge.Core.Risk;

namespace ImageForge.Targets.Tests.Simulated.Risks;

/// <summary>
/// What holds after a year, whatever feeds said: nothing is forgotten, and nothing is late that was not said to be
/// infeasible while there was still time.
/// </summary>
public sealed class RiskYearTests
{
    // After the last day on which anything new becomes known: the longest band, and the longest acceptance, are over.
    private const int Settling = 100;

    [Fact]
    [Trait("tier", "long")]
    public Task Every_risk_of_a_year_is_closed_or_accepted_or_late_and_called_before_it_was() => LiveAsync(1);

    [Theory]
    [Trait("tier", "all")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public Task So_it_is_in_other_years(int seed) => LiveAsync(seed);

    private static async Task LiveAsync(int seed)
    {
        using var year = new RiskYear(FeedYear.Of(seed), seed);
        while (year.Day < FeedYear.Days + Settling)
        {
            await year.LiveAsync();
        }

        var risks = await year.Risks.ListAsync(TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{risks.Length} risks, {year.Rotations} rotations, {year.Late.Count} late; at the end "
            + string.Join(", ", risks.CountBy(risk => risk.State).Select(state => $"{state.Value} {state.Key}")));
        Assert.All(risks, risk => Assert.True(
            risk.State is RiskState.Mitigated or RiskState.Accepted || risk.IsLate,
            $"{risk.Record.Key} is {risk.State}, due {risk.DueAt}"));
        Assert.All(year.Late, late => Assert.True(
            late.Value < late.Key.DueAt, $"{late.Key} was late, and called at {late.Value}"));

        // A year in which nothing of the kind happened would prove nothing.
        Assert.True(risks.Length > 100 && year.Rotations > 60, $"{risks.Length} risks, {year.Rotations} rotations");
        Assert.True(year.Late.Count > 5, $"{year.Late.Count} late");
        Assert.Contains(year.Late.Keys, late => late.Risk.Kind == RiskKind.Finding);
        Assert.True(year.Seen.Count(seen => seen.State == RiskState.Accepted) > 5);
        Assert.True(year.Seen.Count(seen => seen.State == RiskState.Mitigated) > 80);
    }
}
