using System.Diagnostics;
using ImageForge.Engine.Telemetry;
using ImageForge.Core.Tests.Images;
using ImageForge.Engine.Tests.Builds;
using ImageForge.Engine.Tests.Rotations;

namespace ImageForge.Engine.Tests.Telemetry;

/// <summary>Spans of rotations and builds, as a listener of this process gets them.</summary>
public sealed class ForgeTracesTests : IDisposable
{
    private readonly List<Activity> _spans = [];
    private readonly ActivityListener _listener;

    // Other tests of this process make spans too; those of this one are told apart by what they are about.
    public ForgeTracesTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ForgeTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (_spans)
                {
                    _spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Passes_of_two_processes_meet_in_one_trace_and_commands_are_their_children()
    {
        using var fixture = new EngineFixture();
        await fixture.LaunchAsync();
        var passes = await fixture.RotateAsync();
        var rotation = passes[^1].History.Rotation!.Value;
        var trace = ForgeTraces.TraceOf(EngineFixture.Policy.Fleet, rotation);

        // A kill changes nothing: another engine works out the same trace.
        fixture.NewEngine();
        Assert.Equal(trace, ForgeTraces.TraceOf(EngineFixture.Policy.Fleet, rotation));

        var spans = Spans().Where(span => span.TraceId == trace).ToList();
        var own = spans.Where(span => span.OperationName == "rotation pass").ToList();
        Assert.True(own.Count >= passes.Count, $"{own.Count} spans of {passes.Count} passes");
        Assert.All(own, span => Assert.Equal(default, span.ParentSpanId));
        Assert.Contains(own, span => Equals(span.GetTagItem("imageforge.outcome"), "Complete"));
        var commands = spans.Where(span => span.OperationName.StartsWith("rotation command", StringComparison.Ordinal))
            .ToList();
        Assert.Contains("rotation command Launch", commands.Select(span => span.OperationName));
        Assert.All(commands, span => Assert.Contains(own, pass => pass.SpanId == span.ParentSpanId));
        Assert.All(commands, span => Assert.Equal("done", span.GetTagItem("imageforge.outcome")));
    }

    [Fact]
    public async Task A_command_that_failed_is_a_span_with_the_fault()
    {
        using var fixture = new EngineFixture();
        await fixture.LaunchAsync();
        var failed = 0;
        fixture.Target.Script = (call, _) =>
            call.StartsWith("Launch", StringComparison.Ordinal) && failed++ == 0
                ? FakeFault.Refused
                : FakeFault.None;
        var passes = await fixture.RotateAsync();
        var trace = ForgeTraces.TraceOf(EngineFixture.Policy.Fleet, passes[^1].History.Rotation!.Value);

        Assert.Contains(Spans(), span => span.TraceId == trace && span.Status == ActivityStatusCode.Error
            && span.OperationName == "rotation command Launch");
    }

    [Fact]
    public async Task A_build_has_its_layers_and_gates_as_children()
    {
        using var bench = new BuildBench();
        var plan = WebImage.Plan();
        await bench.BuildAsync(plan);

        var build = Spans().Last(span => span.OperationName == "build"
            && Equals(span.GetTagItem("imageforge.artifact"), $"{plan.Artifact}"));
        Assert.Equal("built", build.GetTagItem("imageforge.outcome"));
        var steps = Spans().Where(span => span.ParentSpanId == build.SpanId).ToList();
        Assert.Contains("build step gates", steps.Select(span => span.OperationName));
        var gates = steps.Single(span => span.OperationName == "build step gates");
        Assert.Equal(
            plan.Gates.Select(gate => $"gate {gate.Name}").Order(),
            Spans().Where(span => span.ParentSpanId == gates.SpanId).Select(span => span.OperationName).Order());
    }

    private List<Activity> Spans()
    {
        lock (_spans)
        {
            return [.. _spans];
        }
    }
}
