using System.Diagnostics;
using System.Globalization;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Builds;

namespace ImageForge.Targets.Local.Builds;

/// <summary>Makes one layer by running its steps in the namespace, and proves the result.</summary>
internal sealed class LayerBuilder(StateDirectory state, LayerStore store, BuildNamespace space)
{
    // Installing hundreds of packages takes two minutes, and ten times that on starved cores.
    private static readonly TimeSpan LayerLimit = TimeSpan.FromMinutes(60);

    private const string ContentPrefix = "content ";
    private const string StepPrefix = "step ";

    /// <summary>Makes the layer; the caller holds its lock.</summary>
    /// <exception cref="TargetException">A step failed; its name and output are in the message.</exception>
    /// <exception cref="ForgeException">This machine lacks something.</exception>
    public async Task<Digest> BuildAsync(
        BuildPlan plan, LayerPlan layer, IReadOnlyDictionary<Digest, string> packageFiles,
        IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        var job = store.JobOf(layer.Key);
        await BuildNamespace.RemoveTreeAsync(job, cancellationToken);
        var steps = Prepare(job, plan, layer, packageFiles);
        var (step, content, began, output) = ("", "", Stopwatch.StartNew(), new StepOutput());
        void OnSay(string said)
        {
            content = ContentOf(said) ?? content;
            if (StepOf(said, steps.Names) is { } name)
            {
                step = name;
                progress.Report(
                    new BuildProgress($"layer {layer.Name}", StepState.Running, name, began.Elapsed.TotalSeconds));
            }
        }

        try
        {
            var relative = Path.GetRelativePath(state.Root, job);
            var options = new NamespaceOptions
            {
                HasNetwork = layer.OwnStep is { HasNetwork: true }, OnOutput = output.Add,
            };
            await space.RunAsync(
                Path.Combine(relative, "scripts", "layer.sh"), [relative], Environment(plan),
                LayerLimit + (layer.OwnStep?.TimeLimit ?? TimeSpan.Zero), OnSay, options, cancellationToken);
        }
        catch (ScriptException exception)
        {
            await BuildNamespace.RemoveTreeAsync(job, CancellationToken.None);
            var where = step.Length == 0 || layer.OwnStep is not null
                ? $"layer {layer.Name}" : $"layer {layer.Name}, {step}";
            throw new TargetException($"{where}: {exception.Reason}\n{exception.Output}", inner: exception);
        }

        if (layer.OwnStep is not null)
        {
            output.WriteTo(Path.Combine(job, "layer", StepOutput.FileName));
        }

        var made = store.Publish(layer, content);
        await BuildNamespace.RemoveTreeAsync(job, CancellationToken.None);
        return made;
    }

    /// <summary>The digest if this is what the script said, else null.</summary>
    public static string? ContentOf(string said) =>
        said.StartsWith(ContentPrefix, StringComparison.Ordinal) ? said[ContentPrefix.Length..] : null;

    private StepList Prepare(
        string job, BuildPlan plan, LayerPlan layer, IReadOnlyDictionary<Digest, string> packageFiles)
    {
        BuildScripts.WriteTo(Path.Combine(job, "scripts"));
        Directory.CreateDirectory(Path.Combine(job, "layer", "tree"));
        if (layer.Parent is not null)
        {
            File.WriteAllText(Path.Combine(job, "lowers"), store.TreesOf(plan.Below(layer)));
        }

        PrepareOwnStep(job, plan, layer.OwnStep);
        return StepList.Write(job, plan, layer, packageFiles);
    }

    private void PrepareOwnStep(string job, BuildPlan plan, ImageStep? step)
    {
        if (step is not null)
        {
            File.WriteAllText(Path.Combine(job, "own-step"), step.Name);
        }

        if (step is { HasNetwork: true })
        {
            File.WriteAllText(Path.Combine(job, "network"), "");
        }

        if (step is ImageStep.Playbook && plan.ToolLayer is { } tools)
        {
            File.WriteAllText(Path.Combine(job, "tool-lowers"), store.TreesOf([.. plan.Below(tools), tools]));
        }
    }

    private static Dictionary<string, string> Environment(BuildPlan plan) => new(StringComparer.Ordinal)
    {
        ["IMAGEFORGE_SUITE"] = plan.Definition.Base.Suite,
        ["SOURCE_DATE_EPOCH"] = plan.SourceDateEpoch.ToString(CultureInfo.InvariantCulture),

        // No script of an image ever gets to see it; should our environment leak into a tree, the residue gate finds
        // it there.
        ["IMAGEFORGE_CANARY"] = plan.Canary,
    };

    private static string? StepOf(string said, IReadOnlyList<string> names) =>
        said.StartsWith(StepPrefix, StringComparison.Ordinal)
            && int.TryParse(said.AsSpan(StepPrefix.Length), CultureInfo.InvariantCulture, out var number)
            && number >= 0 && number < names.Count
            ? names[number]
            : null;
}
