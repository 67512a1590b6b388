using ImageForge.Core.Images;
using ImageForge.Engine.Builds;

namespace ImageForge.Provider.Backends.Local;

/// <summary>The steps of a build in a few words each, numbered where their number is known beforehand.</summary>
internal sealed class BuildSteps(BuildPlan plan, Action<string> say) : IProgress<BuildProgress>
{
    private readonly int _count = plan.Layers.Length + plan.Gates.Length;
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);

    public void Report(BuildProgress value)
    {
        lock (_begun)
        {
            if (IsCounted(value.Step))
            {
                _begun.Add(value.Step);
            }

            var detail = value.Detail.Length > 0 ? $": {value.Detail}" : "";
            say($"{_begun.Count}/{_count} {value.Step}{detail}");
        }
    }

    private static bool IsCounted(string step) =>
        step.StartsWith("layer ", StringComparison.Ordinal) || step.StartsWith("gate ", StringComparison.Ordinal);
}
