using System.Text.Json;
using ImageForge.Engine;
using ImageForge.Targets.Service;
using ImageForge.Targets.Tests.Local;
using ImageForge.Targets.Tests.Service;

namespace ImageForge.Targets.Tests.Telemetry;

/// <summary>The real service with a collector, without one, and with one that is not there.</summary>
public sealed class ServiceTelemetryTests : IDisposable
{
    private static readonly TimeSpan SoonMax = TimeSpan.FromSeconds(60);
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();

    public void Dispose()
    {
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task Requests_are_spans_and_metrics_at_the_collector_that_it_is_told()
    {
        await using var sink = new OtlpSink();
        using var service = await StartAsync($"{sink.Url}", OtlpSink.Variables);
        await service.GetAsync("v1/risks");

        await service.UntilAsync(
            SoonMax, () => Task.FromResult(sink.Spans.Any(span => span.Name == "GET /v1/risks")), "a span");
        await service.UntilAsync(
            SoonMax, () => Task.FromResult(sink.Metrics.ContainsKey("http.server.request.duration")), "a metric");
        Assert.Equal("s", sink.Metrics["http.server.request.duration"]);
        await service.AskAsync("health/live");
        Assert.Equal(0, (await service.TerminateAsync()).ExitCode);
        Assert.DoesNotContain(sink.Spans, span => span.Name.Contains("health", StringComparison.Ordinal));
        Assert.DoesNotContain("Telemetry does not arrive", service.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_gone_is_told_once_and_costs_nothing()
    {
        var variables = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        };
        using var service = await StartAsync("http://127.0.0.1:9", variables);
        await service.UntilLoggedAsync("Telemetry does not arrive at its collector", SoonMax);
        for (var times = 0; times < 20; times++)
        {
            Assert.Equal(200, (await service.AskAsync("v1/risks")).Status);
        }

        await service.UntilAsync(SoonMax, async () => (await service.AskAsync("health/ready")).Status == 200, "ready");
        var (exitCode, took) = await service.TerminateAsync();
        Assert.Equal(0, exitCode);
        Assert.True(took < TimeSpan.FromSeconds(20), $"it took {took}");
        Assert.Single(service.Log.Split('\n'), line => line.Contains("Telemetry does not", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_for_programs_is_an_object_a_line()
    {
        using var service = await ServiceProcessRun.StartAsync(Words with { Log = "json" });
        await service.UntilLoggedAsync("Serving on", SoonMax);
        await service.TerminateAsync();
        var lines = service.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.True(JsonDocument.Parse(line).RootElement.TryGetProperty("@t", out _), line));
    }

    [Theory]
    [InlineData("text", "collector:4317", "is no address of a collector")]
    [InlineData("text", "http://ann:secret@127.0.0.1:4317", "is no address of a collector")]
    [InlineData("xml", null, "is no form of a log")]
    public async Task A_wrong_word_is_told(string log, string? otlp, string expected)
    {
        using var service = await ServiceProcessRun.StartAsync(Words with { Log = log, Otlp = otlp });
        Assert.Equal((int)ForgeError.Usage, await service.ExitCodeAsync());
        Assert.Contains(expected, service.Log, StringComparison.Ordinal);
    }

    private ServiceWords Words => new()
    {
        State = _state.Directory.Root, Definitions = _tree.Root, Target = "local", Listen = "127.0.0.1:0",
    };

    private Task<ServiceProcessRun> StartAsync(string otlp, IReadOnlyDictionary<string, string> variables) =>
        ServiceProcessRun.StartAsync(Words with { Otlp = otlp }, environment: variables);
}
