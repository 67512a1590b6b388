using System.Diagnostics;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>Runs the table of bad inputs: each is refused in one place, in words, with a way out.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string> Cases() => [.. BadInputs.All.Select(input => input.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bad_input_is_refused_where_it_is_written(string name)
    {
        var input = BadInputs.All.Single(candidate => candidate.Name == name);
        using var tree = new CopiedTree();
        input.Spoil(tree);
        var watch = Stopwatch.StartNew();

        var report = tree.Reader.ValidateAll();

        var shown = string.Join('\n', report.Errors);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"took {watch.Elapsed}");
        var where = $"{input.File}:{input.Where}";
        var error = report.Errors.FirstOrDefault(fault => $"{fault.File}:{fault.Line}:{fault.Column}" == where);
        Assert.True(error is not null, $"expected a fault at {where}, got:\n{shown}");
        Assert.Contains(input.Words, error.Message, StringComparison.Ordinal);
        Assert.Contains(input.WayOut, error.WayOut, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reading_what_it_concerns_throws_and_nothing_else_is_blamed(string name)
    {
        var input = BadInputs.All.Single(candidate => candidate.Name == name);
        using var tree = new CopiedTree();
        input.Spoil(tree);

        var failure = Assert.Throws<DefinitionException>(() =>
        {
            tree.Reader.ReadImage("site");
            tree.Reader.ReadSchedule("site");
            tree.Reader.ReadScenarios();
            tree.Reader.ReadRemediation();
            tree.Reader.ReadWebhooks();
        });

        Assert.All(
            failure.Errors,
            fault => Assert.True(
                fault.File == input.File || fault.Message.Contains(input.File, StringComparison.Ordinal),
                fault.ToString()));
    }

    [Theory]
    [InlineData("images/base/image.yaml", "sensors: [watch]", "sensors: []")]
    [InlineData("images/sensors/watch.yaml", "form: auditd", "form: falco")]
    public void A_profile_that_attacks_needs_a_sensor_that_the_gate_detection_reads(
        string file, string old, string replacement)
    {
        using var tree = new CopiedTree();
        tree.Replace(file, old, replacement);

        var failure = Assert.Throws<DefinitionException>(() => tree.Reader.ReadImage("site"));

        var error = Assert.Single(failure.Errors);
        Assert.Equal(("images/site/image.yaml", 22, 12), (error.File, error.Line, error.Column));
        Assert.Contains(
            "none of its sensors writes events of the form auditd", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_repositories_of_one_name_are_refused_where_the_sensor_is_chosen()
    {
        const string Key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n";
        using var tree = new CopiedTree();
        tree.Write("images/base/acme.asc", Key).Write("images/sensors/watch/acme.asc", Key)
            .Replace("images/base/image.yaml", "packages:", Archive("a", "acme.asc") + "packages:")
            .Replace("images/sensors/watch.yaml", "services:", Archive("b", "watch/acme.asc") + "services:");

        var failure = Assert.Throws<DefinitionException>(() => tree.Reader.ReadImage("base"));

        Assert.Contains(
            "the sensor watch brings a repository acme, and another has that name",
            Assert.Single(failure.Errors).Message, StringComparison.Ordinal);
        string Archive(string host, string key) =>
            $"repositories: [{{ name: acme, uri: http://{host}.example, suite: ./, key: {key} }}]\n";
    }

    [Fact]
    public void Names_in_the_table_are_unique() =>
        Assert.Equal(BadInputs.All.Count, BadInputs.All.DistinctBy(input => input.Name).Count());
}
