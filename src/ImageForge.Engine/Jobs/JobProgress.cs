using System.Collections.Immutable;
using ImageForge.Engine.Builds;

namespace ImageForge.Engine.Jobs;

/// <summary>How far a job is: its steps in the order in which they began, each as it stands. In memory only.</summary>
public sealed class JobProgress : IProgress<BuildProgress>
{
    // A build has 40 or so; whoever makes more is not worth remembering.
    private const int StepsMax = 500;

    private readonly Lock _gate = new();
    private readonly List<BuildProgress> _steps = [];

    /// <summary>The steps so far.</summary>
    public ImmutableArray<BuildProgress> Steps
    {
        get
        {
            lock (_gate)
            {
                return [.. _steps];
            }
        }
    }

    /// <inheritdoc/>
    public void Report(BuildProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_gate)
        {
            var index = _steps.FindIndex(step => step.Step == value.Step);
            if (index >= 0)
            {
                _steps[index] = value;
            }
            else if (_steps.Count < StepsMax)
            {
                _steps.Add(value);
            }
        }
    }
}
