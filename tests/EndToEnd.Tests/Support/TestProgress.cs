using ImageForge.Engine.Builds;

namespace ImageForge.EndToEnd.Tests.Support;

/// <summary>Writes a build's progress to the test's own output, shown when the test fails.</summary>
public sealed class TestProgress : IProgress<BuildProgress>
{
    private readonly List<BuildProgress> _all = [];

    /// <summary>Everything reported so far.</summary>
    public IReadOnlyList<BuildProgress> All
    {
        get
        {
            lock (_all)
            {
                return [.. _all];
            }
        }
    }

    public void Report(BuildProgress value)
    {
        lock (_all)
        {
            _all.Add(value);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{DateTime.Now:HH:mm:ss} {value.Step} {value.State} {value.Detail} {value.Seconds:0.0} s");
    }
}
