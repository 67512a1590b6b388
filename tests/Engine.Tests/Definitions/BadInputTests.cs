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
        });

        Assert.All(
            failure.Errors,
            fault => Assert.True(
                fault.File == input.File || fault.Message.Contains(input.File, StringComparison.Ordinal),
                fault.ToString()));
    }

    [Fact]
    public void Names_in_the_table_are_unique() =>
        Assert.Equal(BadInputs.All.Count, BadInputs.All.DistinctBy(input => input.Name).Count());
}
