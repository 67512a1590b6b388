using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>Programs that are wrong are told where and how, and never by an error of the call.</summary>
public sealed class WrongInputTests(WrongInputFixture fixture) : IClassFixture<WrongInputFixture>
{
    [Theory]
    [MemberData(nameof(Rows))]
    public async Task It_is_said_where_and_why(WrongInput row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var given = Regex.Replace(
            row.Given, "DAY[+](?<days>[0-9]+)",
            day => $"{DateTime.UtcNow.AddDays(int.Parse(day.Groups["days"].Value)):yyyy-MM-dd}",
            RegexOptions.None, TimeSpan.FromSeconds(1));
        var resource = new EngineResource(
            fixture.Provider, row.Type.Length > 0 ? row.Type : "pulumi:providers:imageforge", "wrong");
        var answer = await resource.CallAsync(
            row.Type.Length > 0 ? "Check" : "CheckConfig",
            new JsonObject { ["olds"] = new JsonObject(), ["news"] = Wire.Map(given) });
        var failures = answer["failures"]!.AsArray();
        Assert.Contains(failures, failure => (string?)failure!["property"] == row.Property
            && ((string)failure["reason"]!).Contains(row.Reason, StringComparison.Ordinal));
        Assert.All(failures, failure => Assert.DoesNotContain('\n', (string)failure!["reason"]!));
        Assert.NotNull(answer["inputs"]);
        if (row.Hidden is not null)
        {
            Assert.DoesNotContain(row.Hidden, failures.ToJsonString(), StringComparison.Ordinal);
        }
    }

    public static TheoryData<WrongInput> Rows() => new(
        WrongInputs.Images.Concat(WrongInputs.Fleets).Concat(WrongInputs.Waivers).Concat(WrongInputs.Configurations));
}
