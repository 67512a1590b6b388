using ImageForge.Core.Detection;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Targets.Local.Detection;

namespace ImageForge.EndToEnd.Tests.Detection;

/// <summary>
/// Scenarios in a real machine: each finds it as it was, whatever the one before did, and its records are out before
/// anything can take them back.
/// </summary>
[Trait("tier", "vm")]
public sealed class ScenarioMachineTests(SharedForge forge)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_scenario_finds_the_machine_as_it_was_and_leaves_its_records()
    {
        var plan = await forge.PlanAsync("web");
        await AttackedImage.RunAsync(forge, plan, "test-scenarios", async (_, spec) =>
        {
            await using var machine = await ScenarioMachine.StartAsync(spec, Cancellation);

            var first = await RunAsync(machine, "first", "echo '* * * * * root true' >/etc/cron.d/first; id");
            var destroyed = await RunAsync(machine, "destroyed", "rm -rf /usr /etc --no-preserve-root; echo gone");
            var off = await RunAsync(machine, "off", "systemctl poweroff -f -f; sleep 10");
            var last = await RunAsync(machine, "last", "ls /etc/cron.d /usr/bin/id; nohup sleep 100 & sleep 30");

            Assert.True(first is { Started: true, Ended: true, Run.ExitCode: 0 }, $"{first}");
            Assert.Null(first.Before?.Fault);
            Assert.Contains("uid=0(root)", first.Run!.Output, StringComparison.Ordinal);
            Assert.Contains("auid=41001", first.Records, StringComparison.Ordinal);
            Assert.True(destroyed.Started, $"{destroyed}");
            Assert.True(off is { VmEnded: true, Started: true, Ended: false }, $"{off}");
            Assert.Contains(ScenarioMark.Start("off"), off.Records, StringComparison.Ordinal);
            Assert.True(last is { Started: true, Ended: true, Run.LimitHit: true }, $"{last}");
            Assert.DoesNotContain("first", last.Run!.Output, StringComparison.Ordinal);
            return last;
        });
    }

    private static Task<ScenarioRecording> RunAsync(ScenarioMachine machine, string id, string script) =>
        machine.RunAsync(
            new Scenario
            {
                Id = id, Title = id, Technique = "T1053.003", Run = script, Limit = TimeSpan.FromSeconds(5),
            },
            Cancellation);
}
