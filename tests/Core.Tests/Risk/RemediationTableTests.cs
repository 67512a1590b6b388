namespace ImageForge.Core.Tests.Risk;

/// <summary>What follows from what is known, and what from what nobody knows.</summary>
public sealed class RemediationTableTests
{
    [Fact]
    public void Every_combination_has_the_band_of_its_row() => Assert.All(Bands.Rows, row =>
    {
        var (facts, exposed) = Bands.Parse(row.Inputs);
        var (band, unknown) = Bands.Table.Of(facts, exposed);
        Assert.Equal((row.Inputs, row.Band, 0), (row.Inputs, band, unknown.Length));
    });

    // k: exploited, e: exposed, a: automatable, t: total; by hand from the sixteen rows.
    [Theory]
    [InlineData("????", "3f", "exploited, exposed, automatable, impact")]
    [InlineData("k???", "3f", "exposed, automatable, impact")]
    [InlineData("-???", "3", "exposed, automatable, impact")]
    [InlineData("-e??", "3", "automatable, impact")]
    [InlineData("--??", "60", "automatable")]
    [InlineData("-?--", "60", "exposed")]
    [InlineData("-?-t", "14", "exposed")]
    [InlineData("k?--", "14", "")]
    [InlineData("k?-t", "3f", "exposed")]
    [InlineData("k-?-", "14", "")]
    [InlineData("k-?t", "3f", "automatable")]
    [InlineData("ke?t", "3f", "")]
    [InlineData("?eat", "3f", "exploited")]
    [InlineData("?---", "14", "exploited")]
    [InlineData("--a?", "60", "")]
    [InlineData("---?", "next", "")]
    [InlineData("-ea?", "3", "impact")]
    [InlineData("k??t", "3f", "exposed, automatable")]
    public void What_is_not_known_is_taken_for_the_worse_and_named(string inputs, string band, string unknown)
    {
        var (facts, exposed) = Bands.Parse(inputs);

        var found = Bands.Table.Of(facts, exposed);

        Assert.Equal((Bands.Of(band), unknown), (found.Band, string.Join(", ", found.Unknown)));
    }

    [Theory]
    [InlineData("3f", "3 days and forensics")]
    [InlineData("14", "14 days")]
    [InlineData("next", "next image")]
    public void A_band_says_what_it_wants(string band, string words) => Assert.Equal(words, $"{Bands.Of(band)}");
}
