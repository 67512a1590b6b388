using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Detection;

namespace ImageForge.Engine.Tests.Detection;

/// <summary>What sensors report gets into the journal once, bounded, and under the right name.</summary>
public sealed class DetectionIntakeTests : IDisposable
{
    private readonly DetectionBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_detection_and_what_follows_are_one_append()
    {
        await _bench.LaunchedAsync();
        var (bad, appends) = (_bench.Instances[0], _bench.Fixture.Journal.Appends);
        var outcome = await _bench.SendAsync(_bench.Reported(bad.Value));

        Assert.Equal(
            (DetectionOutcomeState.Recorded, DetectionAction.Quarantine, true, bad),
            (outcome.State, outcome.Action, outcome.Taken, outcome.Instance));
        Assert.Equal(appends + 1, _bench.Fixture.Journal.Appends);
        var detected = Assert.Single(_bench.Fixture.Events.OfType<RotationEvent.Detected>());
        Assert.Equal(("token siem", "rule 2 of onDetection"), (detected.By, detected.Decision));
        var mark = Assert.Single(_bench.Fixture.Events.OfType<RotationEvent.Marked>());
        Assert.Equal((bad, CandidateReason.Compromised), (mark.Instance, mark.Reason));
        Assert.Equal($"auditd: shadow-write (T1098), detection {outcome.Detection}", mark.Detail);
    }

    [Fact]
    public async Task The_same_again_is_answered_the_same_and_has_no_second_effect()
    {
        await _bench.LaunchedAsync();
        var report = _bench.Reported(_bench.Instances[0].Value);
        var first = await _bench.SendAsync(report);
        var entries = _bench.Entries;

        var again = await _bench.SendAsync(report with { Summary = "said otherwise" });
        _bench.Restart();
        var afterRestart = await _bench.SendAsync(report);

        Assert.Equal(entries, _bench.Entries);
        foreach (var known in (DetectionOutcome[])[again, afterRestart])
        {
            Assert.Equal(first with { State = DetectionOutcomeState.Known }, known);
        }
    }

    [Fact]
    public async Task Two_of_one_instance_are_both_kept_and_take_it_once()
    {
        await _bench.LaunchedAsync();
        var bad = _bench.Instances[0].Value;
        await _bench.SendAsync(_bench.Reported(bad));
        var second = await _bench.SendAsync(_bench.Reported(bad, rule: "passwd-write"));

        Assert.False(second.Taken);
        Assert.Contains("is quarantined already", second.Decision, StringComparison.Ordinal);
        var listed = await _bench.Reader.ListAsync(null, Cancellation);
        Assert.Equal(2, listed.Length);
        Assert.All(listed, standing => Assert.Equal(
            "shadow-write", _bench.Fixture.Events.OfType<RotationEvent.Detected>()
                .Single(known => known.Detection == standing.Incident!.Detection).Rule));
    }

    [Fact]
    public async Task An_instance_is_found_by_its_id_its_other_name_and_its_address()
    {
        await _bench.LaunchedAsync();
        var known = _bench.Fixture.Target.Instances.Select((instance, number) =>
        {
            (instance.CloudId, instance.Address) = ($"i-0{number}", $"10.0.0.{number}:80");
            return instance;
        }).ToList();
        (known[2].CloudId, known[2].Address) = (known[0].Id.Value, "10.0.0.1:81");

        async Task<InstanceId?> FoundAsync(string name) => (await _bench.SendAsync(_bench.Reported(name))).Instance;
        Assert.Equal(known[0].Id, await FoundAsync("i-00"));
        Assert.Equal(known[0].Id, await FoundAsync("10.0.0.0"));
        Assert.Equal(known[1].Id, await FoundAsync("10.0.0.1:80"));
        Assert.Equal(known[0].Id, await FoundAsync(known[0].Id.Value));
        Assert.Null(await FoundAsync("10.0.0.1"));
        Assert.Null(await FoundAsync(""));
    }

    [Fact]
    public async Task Unknown_instances_cost_a_bounded_number_of_entries_and_of_looks()
    {
        await _bench.LaunchedAsync();
        var entries = _bench.Entries;
        var outcomes = await _bench.SendAsync(
            DetectionBench.Detector,
            [
                .. Enumerable.Range(0, 1000).Select(number => _bench.Reported($"stranger-{number}")),
                _bench.Reported(null),
            ]);
        Assert.All(outcomes, outcome => Assert.Equal(DetectionOutcomeState.Unknown, outcome.State));
        var kept = _bench.Fixture.Journal.Entries.Skip(entries).ToList();
        Assert.Equal(10, kept.Count);
        Assert.All(kept, entry => Assert.Equal("detections", entry.Chain));

        _bench.Fixture.Time.Advance(TimeSpan.FromMinutes(61));
        await _bench.SendAsync(_bench.Reported("stranger"));
        Assert.Contains("\"missed\":991", _bench.Fixture.Journal.Entries[^1].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_speaks_of_itself_only()
    {
        await _bench.LaunchedAsync();
        var (own, other) = (_bench.Instances[0], _bench.Instances[1]);
        var (source, entries) = (new DetectionSource(own.Value, own), _bench.Entries);

        foreach (var name in (string[])[other.Value, "nobody"])
        {
            var refused = await _bench.SendAsync(source, _bench.Reported(null), _bench.Reported(name));
            Assert.All(refused, outcome => Assert.Equal(DetectionOutcomeState.NotYours, outcome.State));
            Assert.Equal(entries, _bench.Entries);
        }

        var taken = await _bench.SendAsync(source, _bench.Reported(null), _bench.Reported(own.Value, rule: "other"));
        Assert.All(taken, outcome => Assert.Equal((own, DetectionOutcomeState.Recorded), (
            outcome.Instance!.Value, outcome.State)));
    }

    [Fact]
    public async Task Detections_alone_take_one_of_three_an_hour_and_the_others_wait_for_a_person()
    {
        await _bench.LaunchedAsync();
        var outcomes = await _bench.SendAsync(
            DetectionBench.Detector, [.. _bench.Instances.Select(id => _bench.Reported(id.Value))]);
        Assert.Equal([true, false, false], outcomes.Select(outcome => outcome.Taken));
        Assert.All(outcomes.Skip(1), outcome =>
            Assert.Contains("a person must look", outcome.Decision, StringComparison.Ordinal));
        Assert.Single(_bench.Fixture.Events.OfType<RotationEvent.Marked>());

        _bench.Restart();
        Assert.False((await _bench.SendAsync(_bench.Reported(_bench.Instances[1].Value, rule: "b"))).Taken);
        _bench.Fixture.Time.Advance(TimeSpan.FromMinutes(61));
        Assert.True((await _bench.SendAsync(_bench.Reported(_bench.Instances[1].Value, rule: "c"))).Taken);
    }

    [Fact]
    public async Task A_storm_grows_the_journal_by_a_bounded_number_and_hides_no_attack()
    {
        await _bench.LaunchedAsync(DetectionBench.Policy with
        {
            OnDetection = [new DetectionRule(DetectionSeverity.Alert, "T1098", DetectionAction.Quarantine)],
        });
        var (storm, entries) = (_bench.Instances.ToList(), _bench.Entries);
        for (var batch = 0; batch < 10; batch++)
        {
            await _bench.SendAsync(DetectionBench.Detector,
            [
                .. Enumerable.Range(0, 1000).Select(number => _bench.Reported(
                    storm[number % 3].Value, "T1110", $"rule-{(batch * 500) + (number / 2)}")),
            ]);
        }

        Assert.InRange(_bench.Entries - entries, DetectionGate.EntriesAMinute, DetectionGate.EntriesAMinute);
        var attack = await _bench.SendAsync(_bench.Reported(storm[1].Value));
        Assert.True(attack.Taken);
        await _bench.Intake.CountAsync(Cancellation);
        await _bench.Intake.CountAsync(Cancellation);
        Assert.Equal(DetectionGate.EntriesAMinute + 3, _bench.Entries - entries);
        var counted = Assert.Single(_bench.Fixture.Events.OfType<RotationEvent.DetectionsCounted>());
        Assert.Equal(10_000 - DetectionGate.EntriesAMinute, counted.Dropped + counted.Repeated);
        var counts = Assert.Single(await _bench.Reader.CountsAsync(Cancellation));
        Assert.Equal((DetectionGate.EntriesAMinute + 1, 1), (counts.Kept, counts.TakenThisHour));
    }

    [Fact]
    public async Task Many_at_once_are_one_detection_each()
    {
        await _bench.LaunchedAsync();
        var reports = Enumerable.Range(0, 20).Select(number => _bench.Reported(
            _bench.Instances[number % 3].Value, rule: $"rule-{number % 5}")).ToList();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => _bench.Intake.ReceiveAsync(reports, DetectionBench.Detector, Cancellation), Cancellation)));
        var names = _bench.Fixture.Events.OfType<RotationEvent.Detected>().Select(known => known.Detection).ToList();
        Assert.Equal(15, names.Count);
        Assert.Distinct(names);
        Assert.Single(_bench.Fixture.Events.OfType<RotationEvent.Marked>());
    }
}
