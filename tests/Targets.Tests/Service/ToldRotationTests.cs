using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Targets.Service;
using ImageForge.Targets.Simulated.Serving;
using ImageForge.Targets.Tests.Local;
using ImageForge.Targets.Tests.Simulated.Serving;
using ImageForge.Targets.Tests.Telemetry;
using ImageForge.Targets.Tests.Webhooks;

namespace ImageForge.Targets.Tests.Service;

/// <summary>A rotation that two processes drive, as a receiver and a collector see it.</summary>
[Trait("tier", "long")]
public sealed class ToldRotationTests : IDisposable
{
    private const int Desired = 4;
    private static readonly TimeSpan RotationMax = TimeSpan.FromMinutes(5);
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();

    private static CloudOrder Order => CloudStage.Order with
    {
        Quicker = 40,
        Instances = Desired,
        Fleet = FleetTerms.Of(new RotationPolicy
        {
            Fleet = new FleetName("web"),
            Image = CloudStage.Image,
            Desired = Desired,
            MinHealthyPercentage = 100,
            MaxHealthyPercentage = 150,
            InstanceWarmup = TimeSpan.FromSeconds(1),
        }),
    };

    public void Dispose()
    {
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task Its_receiver_hears_of_beginning_and_end_and_its_spans_meet_in_one_trace()
    {
        _tree.WriteSchedule();
        await using var sink = WebhookSink.Answering(number => number == 0 ? 500 : 204);
        await using var collector = new OtlpSink();
        _tree.WriteWebhook(sink.Url);
        await using var cloud = await CloudStage.StartAsync(Order);
        using (var first = await StartAsync(cloud, collector))
        {
            await first.UntilAsync(RotationMax, () => Task.FromResult(Has(collector, "rotation command Launch")), "acts");
            await first.KillAsync();
        }

        using var second = await StartAsync(cloud, collector);
        await second.UntilAsync(
            RotationMax, () => Task.FromResult(Told(sink).Contains("imageforge.rotation.done.v1")), "its end is told");
        await second.UntilAsync(
            RotationMax, () => Task.FromResult(collector.Metrics.ContainsKey("imageforge.fleet.floor")), "numbers");
        Assert.Equal(0, (await second.TerminateAsync()).ExitCode);

        Assert.Equal(["imageforge.rotation.started.v1", "imageforge.rotation.done.v1"], Told(sink));
        Assert.All(sink.Got, got => Assert.True(WebhookSink.IsSigned(got)));
        Assert.Equal(sink.Got[0].Id, sink.Got[1].Id);
        Assert.Equal("complete", sink.Got[^1].Event.GetProperty("data").GetProperty("facts").GetProperty("status")
            .GetString());

        var passes = collector.Spans.Where(span => span.Name == "rotation pass").ToList();
        Assert.Single(passes.Select(span => span.Trace).Distinct());
        Assert.All(passes, span => Assert.Equal("", span.Parent));
        var commands = collector.Spans.Where(span => span.Name.StartsWith("rotation command", StringComparison.Ordinal));
        Assert.All(commands, span => Assert.Equal(passes[0].Trace, span.Trace));
        Assert.Equal(
            [("imageforge.fleet.available", "{instance}"), ("imageforge.instance.age", "s"),
                ("imageforge.sensor.coverage", "1"), ("imageforge.target.calls", "{call}")],
            collector.Metrics.Where(metric => metric.Key is "imageforge.fleet.available" or "imageforge.instance.age"
                or "imageforge.sensor.coverage" or "imageforge.target.calls")
                .Select(metric => (metric.Key, metric.Value)).Order());
    }

    private Task<ServiceProcessRun> StartAsync(CloudStage cloud, OtlpSink collector) => ServiceProcessRun.StartAsync(
        new ServiceWords
        {
            State = _state.Directory.Root, Definitions = _tree.Root, Target = $"simulated:{cloud.Address}",
            Listen = "127.0.0.1:0", Otlp = $"{collector.Url}",
        },
        environment: OtlpSink.Variables);

    private static bool Has(OtlpSink collector, string name) => collector.Spans.Any(span => span.Name == name);

    // Without doubles, as a receiver drops them.
    private static IEnumerable<string> Told(WebhookSink sink) =>
        sink.Got.DistinctBy(got => got.Id).Select(got => got.Type);
}
