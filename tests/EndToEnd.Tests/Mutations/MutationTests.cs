using System.Diagnostics;

namespace ImageForge.EndToEnd.Tests.Mutations;

/// <summary>
/// Faults planted into the source, one at a time: each is caught within a minute of testing, by tests that run and pass
/// without it. A fault that nobody notices is a hole in the tests, not in this list.
/// </summary>
[Trait("tier", "all")]
public sealed class MutationTests(SourceCopy copy, ITestOutputHelper output) : IClassFixture<SourceCopy>
{
    private static readonly TimeSpan CaughtWithin = TimeSpan.FromMinutes(1);

    /// <summary>Each patch with the suites of which every single one has to notice it.</summary>
    private static readonly Dictionary<string, TestSuite[]> Mutations = new()
    {
        ["floor-rounded-down"] = [TestSuite.Core, TestSuite.Seeds],
        ["drain-before-available"] = [TestSuite.Core, TestSuite.Seeds],
        ["token-without-attempt"] = [TestSuite.Core, TestSuite.Seeds],
        ["lease-unchecked"] = [TestSuite.Leases, TestSuite.Seeds],
        ["journal-unfenced"] = [TestSuite.Leases, TestSuite.Seeds],
        ["stale-snapshot-accepted"] = [TestSuite.Core, TestSuite.Seeds],
        ["ceiling-ignores-terminating"] = [TestSuite.Core, TestSuite.Seeds],
        ["window-end-ignored"] = [TestSuite.Core],
        // What the breaker counts, and which image is gone back to, is not judged by the simulator: that would be the
        // same rule once more.
        ["breaker-counts-old-ones"] = [TestSuite.Core],
        ["rollback-to-the-bad-image"] = [TestSuite.Core],
        ["published-secrets-are-not-told-apart"] = [TestSuite.Core],
        ["detections-take-one-more"] = [TestSuite.Core],
        ["planner-does-nothing"] = [TestSuite.Core, TestSuite.Seeds],
        ["way-back-in-two-appends"] = [TestSuite.Crashes],
    };

    public static TheoryData<string> Names => [.. Mutations.Keys];

    [Fact]
    public async Task Without_a_mutation_every_suite_passes()
    {
        foreach (var suite in Mutations.Values.SelectMany(suites => suites).Distinct())
        {
            var outcome = await copy.UnspoiltAsync(suite);
            Assert.NotEmpty(outcome.Passed);
            Assert.Empty(outcome.Failed);
        }
    }

    [Fact]
    public void Every_patch_is_tried() => Assert.Equal(
        Directory.EnumerateFiles(SourceCopy.Patches, "*.patch").Select(Path.GetFileNameWithoutExtension).Order(),
        Mutations.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_mutation_is_caught_within_a_minute(string name)
    {
        var patch = Path.Combine(SourceCopy.Patches, $"{name}.patch");
        foreach (var suite in Mutations[name])
        {
            await copy.UnspoiltAsync(suite);
        }

        await copy.ApplyAsync(patch);
        try
        {
            await copy.BuildAsync();
            foreach (var suite in Mutations[name])
            {
                await AssertCaughtAsync(name, suite);
            }
        }
        finally
        {
            await copy.RevertAsync(patch);
        }
    }

    private async Task AssertCaughtAsync(string name, TestSuite suite)
    {
        var clock = Stopwatch.StartNew();
        var outcome = await copy.RunAsync(suite, CaughtWithin);
        Assert.True(outcome is not null, $"{name}: {suite} took more than {CaughtWithin.TotalSeconds:0} s");
        var passed = (await copy.UnspoiltAsync(suite)).Passed;
        var caught = outcome.Failed.Where(test => passed.Contains(test.Key)).ToList();
        output.WriteLine($"{name}: {caught.Count} tests of {suite} notice, in {clock.Elapsed.TotalSeconds:0.0} s");
        foreach (var (test, why) in caught.Take(3))
        {
            output.WriteLine($"  {test}: {why}");
        }

        Assert.True(caught.Count > 0, $"{name}: nothing in {suite} notices");
    }
}
