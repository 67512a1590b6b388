using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Tests.Images;
using ImageForge.Engine.Builds;

namespace ImageForge.Engine.Tests.Builds;

public sealed class BuildEngineTests : IDisposable
{
    private static readonly string[] AllCalls =
    [
        "layer base", "layer packages", "layer target", "layer configuration", "layer sensors", "layer hardening",
        "capture", "examine",
    ];

    private readonly BuildBench _bench = new();
    private readonly BuildPlan _plan = WebImage.Plan();

    public static TheoryData<string> Steps => [.. AllCalls];

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_build_runs_bottom_first_and_publishes_what_it_made()
    {
        var outcome = await _bench.BuildAsync(_plan);

        Assert.Equal(AllCalls, _bench.Target.Calls);
        Assert.False(outcome.Reused);
        var artifact = await _bench.FindAsync("web");
        Assert.Equal((_plan.Artifact, ImageState.Released), (artifact.Id, artifact.State));
        Assert.Equal(
            ["changelogs.json", "disk.qcow2", "files.sha256", "packages.json", "vmlinuz"],
            artifact.Files.Select(file => file.Name));
        Assert.Equal(_plan.Layers.Select(layer => layer.Key), artifact.Layers.Select(layer => layer.Key));
        Assert.Equal(["packages", .. AllCalls[..7], "gates"], artifact.Phases.Select(phase => phase.Name));
        Assert.All(artifact.Gates, gate => Assert.True(gate.Passed));
        _bench.Artifacts.Verify(artifact.Id, TestContext.Current.CancellationToken);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_bench.State.Temporary));
    }

    [Fact]
    public async Task Every_step_is_in_the_journal_before_and_after()
    {
        await _bench.BuildAsync(_plan);

        var entries = await _bench.JournalOfAsync(_plan);
        Assert.Equal($"Noted {_plan.Artifact}", entries[0]);
        Assert.All(AllCalls[..7], step =>
            Assert.True(entries.IndexOf($"Began {step}") + 1 == entries.IndexOf($"Done {step}"), step));
        Assert.Equal(
            _plan.Gates.Select(gate => $"Noted gate {gate.Name}"),
            entries.Where(entry => entry.StartsWith("Noted gate ", StringComparison.Ordinal)));
        Assert.Empty(await _bench.Journal.VerifyAsync());
    }

    [Fact]
    public async Task The_same_plan_again_takes_no_work()
    {
        var first = await _bench.BuildAsync(_plan);
        var entries = await _bench.JournalOfAsync(_plan);
        _bench.Target.Calls.Clear();

        var second = await _bench.BuildAsync(_plan);

        Assert.True(second.Reused);
        Assert.Equal(first.Artifact.BuiltAt, second.Artifact.BuiltAt);
        Assert.Empty(_bench.Target.Calls);
        Assert.Equal(entries, await _bench.JournalOfAsync(_plan));
    }

    [Fact]
    public async Task A_changed_control_makes_one_layer()
    {
        await _bench.BuildAsync(_plan);
        _bench.Target.Calls.Clear();
        var controls = WebImage.Definition.Controls;
        var changed = WebImage.Plan(
            WebImage.Definition with { Controls = controls.SetItem(0, controls[0] with { Apply = "other" }) });

        await _bench.BuildAsync(changed);

        Assert.Equal(["layer hardening", "capture", "examine"], _bench.Target.Calls);
        var cached = _bench.Progress.Where(
            step => step.State == StepState.Cached && step.Step.StartsWith("layer", StringComparison.Ordinal));
        Assert.Equal(AllCalls[..5], cached.Select(step => step.Step));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_step_that_fails_leaves_nothing_half_made_and_the_next_build_goes_on_there(string step)
    {
        _bench.Target.Before = (call, _) =>
            call == step ? throw new TargetException($"{call} broke") : Task.CompletedTask;
        var failure = await Assert.ThrowsAsync<ForgeException>(() => _bench.BuildAsync(_plan));
        Assert.Equal(ForgeError.External, failure.Error);
        Assert.Contains($"{step} broke", failure.Message, StringComparison.Ordinal);
        Assert.Contains("undo", _bench.Target.Calls);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_bench.State.Temporary));
        Assert.Null(_bench.Artifacts.At(_plan.Digest));

        _bench.Target.Calls.Clear();
        _bench.Target.Before = (_, _) => Task.CompletedTask;
        var outcome = await _bench.BuildAsync(_plan);

        // Layers stay; the artifact's folder does not, so a failed examination captures again.
        var from = Math.Min(Array.IndexOf(AllCalls, step), Array.IndexOf(AllCalls, "capture"));
        Assert.Equal(AllCalls[from..], _bench.Target.Calls);
        Assert.Equal(ImageState.Released, outcome.Artifact.State);
        Assert.Empty(await _bench.Journal.VerifyAsync());
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task What_a_killed_build_left_is_cleared_by_the_next_one(string step)
    {
        // A kill runs no undo and leaves the folder as it was: so does an undo that fails, with the folder put back.
        _bench.Target.Before = (call, _) =>
            call == step || call == "undo" ? throw new TargetException("killed") : Task.CompletedTask;
        await Assert.ThrowsAsync<ForgeException>(() => _bench.BuildAsync(_plan));
        var left = Directory.CreateDirectory(Path.Combine(_bench.State.Temporary, $"build-{_plan.Digest.Hex}"))
            .FullName;
        File.WriteAllText(Path.Combine(left, "disk.qcow2"), "half a disk");
        var other = Directory.CreateDirectory(
            Path.Combine(_bench.State.Temporary, $"build-{Digest.OfText("other plan").Hex}")).FullName;

        _bench.Target.Before = (_, _) => Task.CompletedTask;
        var outcome = await _bench.BuildAsync(_plan);

        Assert.Equal(ImageState.Released, outcome.Artifact.State);
        Assert.False(Directory.Exists(left) || Directory.Exists(other));
        _bench.Artifacts.Verify(outcome.Artifact.Id, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Two_builds_at_once_do_the_work_once()
    {
        var (started, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        _bench.Target.Before = async (call, _) =>
        {
            if (call == "layer base")
            {
                started.SetResult();
                await goOn.Task;
            }
        };
        var first = _bench.BuildAsync(_plan);
        await started.Task;

        var waiting = new FirstReport();
        var second = _bench.Engine.BuildAsync(_plan, waiting, TestContext.Current.CancellationToken);
        Assert.Equal(
            $"another build of this image is running (pid {Environment.ProcessId})", (await waiting.Report).Detail);
        goOn.SetResult();

        Assert.False((await first).Reused);
        Assert.True((await second).Reused);
        Assert.Equal(AllCalls, _bench.Target.Calls);
    }

    [Fact]
    public async Task A_refused_image_is_kept_never_released_and_examined_again()
    {
        _bench.Target.Evidence = plan => ScriptedTarget.Healthy(plan) with { ApplicationStatus = 502 };
        var refused = await _bench.BuildAsync(_plan);

        Assert.Equal(ImageState.Refused, refused.Artifact.State);
        Assert.Equal("application", Assert.Single(refused.Artifact.Gates, gate => !gate.Passed).Gate);
        var unreleased = await Assert.ThrowsAsync<ForgeException>(() => _bench.FindAsync("web"));
        Assert.Contains("refused", unreleased.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_bench.Artifacts.FolderOf(_plan.Artifact), "disk.qcow2")));

        _bench.Target.Calls.Clear();
        var again = await _bench.BuildAsync(_plan);
        Assert.Equal((ImageState.Refused, false), (again.Artifact.State, again.Reused));
        Assert.Equal(["examine"], _bench.Target.Calls);

        _bench.Target.Evidence = ScriptedTarget.Healthy;
        var passed = await _bench.BuildAsync(_plan);
        Assert.Equal(ImageState.Released, passed.Artifact.State);
        Assert.Equal(_plan.Artifact, (await _bench.FindAsync("web")).Id);
        Assert.Contains($"Noted {_plan.Artifact}", (await _bench.JournalOfAsync(_plan))[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_reaches_the_work_but_not_the_undo_which_runs_in_reverse()
    {
        using var cancel = new CancellationTokenSource();
        var folder = Path.Combine(_bench.State.Temporary, $"build-{_plan.Digest.Hex}");
        var folderAtUndo = new List<bool>();
        _bench.Target.Before = (call, token) =>
        {
            if (call == "examine")
            {
                cancel.Cancel();
                token.ThrowIfCancellationRequested();
            }

            if (call == "undo")
            {
                Assert.False(token.IsCancellationRequested);
                folderAtUndo.Add(Directory.Exists(folder));
            }

            return Task.CompletedTask;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _bench.Engine.BuildAsync(_plan, _bench, cancel.Token));

        // First the machine that runs on the folder, then the folder, then what the layers left.
        Assert.Equal([true, false], folderAtUndo);
        Assert.Equal(
            ["Failed gates", "Undone gates", "Undone capture", "Undone layer base"],
            (await _bench.JournalOfAsync(_plan)).TakeLast(4));
    }

    [Fact]
    public async Task Failures_of_undo_are_collected_beside_their_cause()
    {
        _bench.Target.Before = (call, _) =>
            call is "examine" or "undo" ? throw new TargetException($"{call} broke") : Task.CompletedTask;

        var failure = await Assert.ThrowsAsync<ForgeException>(() => _bench.BuildAsync(_plan));

        Assert.Contains("imageforge gc", failure.WayOut, StringComparison.Ordinal);
        var causes = Assert.IsType<AggregateException>(failure.InnerException).InnerExceptions;
        Assert.Equal(["examine broke", "undo broke", "undo broke"], causes.Select(cause => cause.Message));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_bench.State.Temporary));
    }

    [Fact]
    public async Task A_passing_fault_of_the_target_is_tried_again()
    {
        var faults = 2;
        _bench.Target.Before = (call, _) =>
            call == "examine" && faults-- > 0
                ? throw new TargetException("timer starved", isTransient: true)
                : Task.CompletedTask;

        var outcome = await _bench.BuildAsync(_plan);

        Assert.Equal(ImageState.Released, outcome.Artifact.State);
        Assert.Equal(3, _bench.Target.Calls.Count(call => call == "examine"));
    }

    [Fact]
    public async Task A_full_disk_is_said_to_be_full()
    {
        const int NoSpace = 28;
        _bench.Target.Before = (call, _) =>
            call == "capture" ? throw new IOException("No space left on device", NoSpace) : Task.CompletedTask;

        var failure = await Assert.ThrowsAsync<ForgeException>(() => _bench.BuildAsync(_plan));

        Assert.Equal(ForgeError.Environment, failure.Error);
        Assert.Contains("disk is full", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_artifact_that_lost_a_file_is_made_again()
    {
        await _bench.BuildAsync(_plan);
        File.Delete(Path.Combine(_bench.Artifacts.FolderOf(_plan.Artifact), "disk.qcow2"));

        var outcome = await _bench.BuildAsync(_plan);

        Assert.False(outcome.Reused);
        _bench.Artifacts.Verify(outcome.Artifact.Id, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Cached_layers_need_no_packages()
    {
        _bench.Target.Before = (call, _) =>
            call == "examine" ? throw new TargetException("no luck") : Task.CompletedTask;
        await Assert.ThrowsAsync<ForgeException>(() => _bench.BuildAsync(_plan));
        Array.ForEach(Directory.GetFiles(_bench.State.Packages), File.Delete);

        _bench.Target.Before = (_, _) => Task.CompletedTask;
        var outcome = await _bench.Engine.BuildAsync(
            _plan, new BuildOptions { Offline = true }, _bench, TestContext.Current.CancellationToken);

        Assert.Equal(ImageState.Released, outcome.Artifact.State);
    }

    private sealed class FirstReport : IProgress<BuildProgress>
    {
        private readonly TaskCompletionSource<BuildProgress> _first = new();

        public Task<BuildProgress> Report => _first.Task;

        void IProgress<BuildProgress>.Report(BuildProgress value) => _first.TrySetResult(value);
    }
}
