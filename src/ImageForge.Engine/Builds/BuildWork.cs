using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Journal;
using ImageForge.Engine.Store;
using ImageForge.Engine.Telemetry;
using Polly;

namespace ImageForge.Engine.Builds;

/// <summary>
/// The steps of one build and what they hand on to each other. Without a review nothing can be examined, only made.
/// </summary>
internal sealed class BuildWork(
    StateDirectory state, IBuildTarget target, PackageStore packages, PackageReview? review, ArtifactStore artifacts,
    TimeProvider time, ResiliencePipeline targetCall,
    BuildPlan plan, BuildOptions options, IProgress<BuildProgress> progress)
{
    private const string ChangelogText = "changelogs.txt";

    private readonly string _folder = BuildPlace.FolderOf(state, plan.Digest);
    private readonly Dictionary<string, Digest> _contents = [];
    private IReadOnlyDictionary<Digest, string> _packageFiles = ImmutableDictionary<Digest, string>.Empty;
    private ImmutableArray<ArtifactFile> _files = [];
    private ImmutableArray<GateResult> _gates = [];
    private ImmutableArray<ArtifactStep> _steps = [];
    private ImageArtifact? _result;

    /// <summary>What came out, once all steps ran.</summary>
    public ImageArtifact Result => _result ?? throw new InvalidOperationException("the build has not published yet");

    /// <summary>Digest of each layer's content by the layer's name, as far as they are made.</summary>
    public IReadOnlyDictionary<string, Digest> Contents => _contents;

    /// <summary>What the capture wrote; empty before.</summary>
    public ImmutableArray<ArtifactFile> Files => _files;

    /// <summary>A whole build, bottom first.</summary>
    public IEnumerable<BuildStep> Steps(BuildRecord record, BuildSaga saga) =>
    [
        .. StepsToCapture(),

        // The target's undo once more: the machine of the gates runs on the folder, so it goes before the folder does.
        GatesStep(record, _folder),
        new BuildStep("publish", token => PublishAsync(record, saga, token)),
    ];

    /// <summary>A build up to its files, which nobody examines and nothing publishes.</summary>
    public IEnumerable<BuildStep> StepsToCapture() =>
    [
        new BuildStep("packages", FetchAsync),
        .. plan.Layers.Select(LayerStep),
        new BuildStep("capture", CaptureAsync) { UndoAsync = ForgetFolderAsync },
    ];

    /// <summary>
    /// Another look at an artifact that was refused: gates change their mind when what they stumbled over was not the
    /// image.
    /// </summary>
    public IEnumerable<BuildStep> StepsToExamineAgain(BuildRecord record, ImageArtifact refused) =>
    [
        GatesStep(record, artifacts.FolderOf(refused.Id)),
        new BuildStep("publish", async token =>
        {
            _result = refused with { Gates = _gates, State = StateByGates() };
            artifacts.Record(_result, ControlsById);
            await record.AddAsync(
                JournalPhase.Noted, $"{plan.Artifact}", new BuildEvent.Published(plan.Artifact, _result.State), token);
            return $"{_result.State}";
        }),
    ];

    private async Task<string> FetchAsync(CancellationToken cancellationToken)
    {
        // Only what missing layers are made of is fetched: cached layers are enough when the line is down or packages
        // were cleared away. What is at hand of the rest goes along for a cached layer that turns out to be damaged.
        foreach (var deb in plan.Definition.Debs)
        {
            packages.Import(deb);
        }

        var missing = MissingLayers();
        var needed = await packages.FetchAsync(
            missing.SelectMany(PackagesOf), options.Offline, progress, cancellationToken);
        var others = packages.AtHand(plan.Layers.Except(missing).SelectMany(PackagesOf), cancellationToken);
        _packageFiles = needed.Concat(others).DistinctBy(file => file.Key).ToImmutableDictionary();
        return $"{needed.Count} needed by {missing.Length} layers";
    }

    // The tools' tree is made only for a playbook that has to run.
    private LayerPlan[] MissingLayers()
    {
        LayerPlan[] missing = [.. plan.Layers.Where(layer => !target.HasLayer(layer))];
        return plan.ToolLayer is { } tools && !target.HasLayer(tools)
            && missing.Any(layer => layer.OwnStep is ImageStep.Playbook)
            ? [.. missing, tools]
            : missing;
    }

    private static IEnumerable<PackageVersion> PackagesOf(LayerPlan layer) => layer.Steps.SelectMany(step => step switch
    {
        ProvisionStep.Bootstrap bootstrap => bootstrap.Packages,
        ProvisionStep.InstallPackages install => install.Packages,
        _ => ImmutableArray<PackageVersion>.Empty,
    });

    // Whole layers are kept whatever happens; a half-made one is the target's to clear, by the plan's names.
    private BuildStep LayerStep(LayerPlan layer) => new($"layer {layer.Name}", async token =>
    {
        var content = await targetCall.ExecuteAsync(
            async attempt => await target.EnsureLayerAsync(plan, layer, _packageFiles, progress, attempt), token);
        _contents[layer.Name] = content;
        return content.Short;
    })
    {
        IsCached = () => target.HasLayer(layer),
        UndoAsync = layer.Parent is null ? token => target.UndoAsync(plan, token) : null,
    };

    private async Task<string> CaptureAsync(CancellationToken cancellationToken)
    {
        await targetCall.ExecuteAsync(
            async attempt =>
            {
                await ForgetFolderAsync(attempt);
                Directory.CreateDirectory(_folder);
                await target.CaptureAsync(plan, _folder, progress, attempt);
            },
            cancellationToken);
        WriteChangelogs();
        StoredJson.Write(
            Path.Combine(_folder, ArtifactStore.ResolutionName), plan.Packages, BuildJson.Default.ResolvedPackages);
        ReadSteps();
        _files = [.. Directory.EnumerateFiles(_folder).Order(StringComparer.Ordinal).Select(Described)];
        return $"{_files.Sum(file => file.Size) / 1e6:0.0} MB";
    }

    private void WriteChangelogs()
    {
        var extracted = Path.Combine(_folder, ChangelogText);
        if (!File.Exists(extracted))
        {
            return;
        }

        using (var text = File.OpenText(extracted))
        {
            StoredJson.Write(
                Path.Combine(_folder, ArtifactStore.ChangelogsName), ChangelogReader.Parse(text),
                BuildJson.Default.ImmutableSortedDictionaryStringImmutableArrayChangelogEntry);
        }

        File.Delete(extracted);
    }

    private void ReadSteps()
    {
        var listed = Path.Combine(_folder, StepFileList.Name);
        if (File.Exists(listed))
        {
            using (var text = File.OpenText(listed))
            {
                _steps = StepFileList.Parse(text, plan);
            }

            File.Delete(listed);
        }
    }

    private static ArtifactFile Described(string path) =>
        new(Path.GetFileName(path), new FileInfo(path).Length, FileDigest.Of(path));

    private BuildStep GatesStep(BuildRecord record, string folder) =>
        new("gates", token => ExamineAsync(record, folder, token))
        {
            UndoAsync = token => target.UndoAsync(plan, token),
        };

    private async Task<string> ExamineAsync(BuildRecord record, string folder, CancellationToken cancellationToken)
    {
        var seen = await targetCall.ExecuteAsync(
            async attempt => await target.ExamineAsync(plan, folder, progress, attempt), cancellationToken);
        var known = review ?? throw new InvalidOperationException("nobody looks packages up in this work");
        var evidence = await known.AddToAsync(seen, plan, options, cancellationToken);
        _gates = GateJudge.Judge(plan, evidence, time.GetUtcNow());
        foreach (var gate in _gates)
        {
            await record.AddAsync(
                JournalPhase.Noted, $"gate {gate.Gate}",
                new BuildEvent.GateJudged(gate.Gate, gate.Passed, gate.Summary), cancellationToken);
            ForgeTraces.Gate(gate);
            progress.Report(new BuildProgress(
                $"gate {gate.Gate}", gate.Passed ? StepState.Done : StepState.Failed, gate.Summary, 0));
        }

        var notRun = _gates.Count(gate => gate.NotRun);
        return $"{_gates.Count(gate => gate.Passed) - notRun} of {_gates.Length} passed"
            + (notRun > 0 ? $", {notRun} not run" : "") + $"; booted in {evidence.BootSeconds:0.0} s";
    }

    private Dictionary<string, HardeningControl> ControlsById =>
        plan.Definition.Controls.ToDictionary(control => control.Id);

    private ImageState StateByGates() => _gates.All(gate => gate.Passed) ? ImageState.Validated : ImageState.Refused;

    private async Task<string> PublishAsync(BuildRecord record, BuildSaga saga, CancellationToken cancellationToken)
    {
        var definition = plan.Definition;
        _result = new ImageArtifact
        {
            Id = plan.Artifact,
            Target = plan.Target,
            State = StateByGates(),
            DefinitionDigest = definition.Digest,
            Base = definition.Base,
            BuiltAt = time.GetUtcNow(),
            Phases = saga.Phases,
            Layers = [.. plan.Layers.Select(layer => new ArtifactLayer(layer.Name, layer.Key, _contents[layer.Name]))],
            Steps = _steps,
            Packages = plan.Packages.Installed,
            Hotfix = plan.Hotfix,
            PackageIndexDigest = plan.Packages.IndexDigest,
            PackageIndexFetchedAt = plan.Packages.IndexFetchedAt,
            Tools = plan.Tools,
            Files = _files,
            Gates = _gates,
            Ports = [.. definition.Ports.Distinct().Order()],
            Sensors = [.. definition.Sensors.Select(sensor => sensor.Id).Order(StringComparer.Ordinal)],
            Enrolment = definition.Enrolment,
            HardeningProfile = definition.HardeningProfile,
            Controls = [.. definition.Controls.Select(control => control.Id)],
            Health = definition.Health,
            Disk = definition.Disk,
        };

        // Recorded before the rename: a kill between the two builds again; the other way round it would be there
        // unrecorded.
        await record.AddAsync(
            JournalPhase.Noted, $"{plan.Artifact}", new BuildEvent.Published(plan.Artifact, _result.State),
            cancellationToken);
        artifacts.Publish(_result, ControlsById, _folder);
        return $"{_result.State}";
    }

    private Task ForgetFolderAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        return Task.CompletedTask;
    }
}
