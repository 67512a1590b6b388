using System.Diagnostics;
using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Telemetry;

/// <summary>
/// Spans of builds and rotations. Costs nothing while nobody listens, and never fails the work: what is told here is
/// told beside it.
/// </summary>
public static class ForgeTraces
{
    /// <summary>What a listener subscribes to.</summary>
    public const string SourceName = "ImageForge";

    private const int TraceLetters = 32;
    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>One build, from its plan to its promotion.</summary>
    public static Activity? Build(BuildPlan plan) => Start("build")
        ?.SetTag("imageforge.image", plan.Definition.Name.Value)
        .SetTag("imageforge.artifact", $"{plan.Artifact}")
        .SetTag("imageforge.target", plan.Target)
        .SetTag("imageforge.hotfix", plan.Hotfix is not null);

    /// <summary>One step of a build: a layer, the capture, the gates.</summary>
    public static Activity? BuildStep(string step) => Start($"build step {step}")?.SetTag("imageforge.step", step);

    /// <summary>A gate's verdict, within the span of the step that examined all of them together.</summary>
    public static void Gate(GateResult gate)
    {
        using var span = Start($"gate {gate.Gate}");
        span?.SetTag("imageforge.gate", gate.Gate)
            .SetTag("imageforge.outcome", gate.NotRun ? "not run" : gate.Passed ? "passed" : "refused");
        if (!gate.Passed)
        {
            span?.SetStatus(ActivityStatusCode.Error, gate.Summary);
        }
    }

    /// <summary>
    /// One pass of a rotation. A rotation outlives processes, so its trace id follows from its name: passes of several
    /// nodes meet in one trace, each a span without a parent.
    /// </summary>
    public static Activity? Pass(FleetName fleet, RotationId rotation, ArtifactId image)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var trace = new ActivityContext(TraceOf(fleet, rotation), default, ActivityTraceFlags.Recorded);

        // What rang for this pass, such as a request, has a trace of its own.
        var links = Activity.Current is { } caller ? new[] { new ActivityLink(caller.Context) } : null;
        return Source.StartActivity("rotation pass", ActivityKind.Internal, trace, tags: null, links)
            ?.SetTag("imageforge.fleet", fleet.Value)
            .SetTag("imageforge.rotation", rotation.Value)
            .SetTag("imageforge.artifact", $"{image}");
    }

    /// <summary>The trace of a rotation, whoever asks.</summary>
    public static ActivityTraceId TraceOf(FleetName fleet, RotationId rotation) => ActivityTraceId.CreateFromString(
        Digest.OfFields("imageforge rotation trace", fleet.Value, rotation.Value).Hex.AsSpan(0, TraceLetters));

    /// <summary>One command to a target.</summary>
    public static Activity? Command(RotationCommand command) =>
        Start($"rotation command {command.Kind}", ActivityKind.Client)
        ?.SetTag("imageforge.command", $"{command.Kind}")
        .SetTag("imageforge.instance", command.Instance.Value)
        .SetTag("imageforge.reason", command.Reason);

    /// <summary>How it ended; an error if there is a fault.</summary>
    public static void End(Activity? span, string outcome, string? fault = null)
    {
        span?.SetTag("imageforge.outcome", outcome);
        if (fault is not null)
        {
            span?.SetStatus(ActivityStatusCode.Error, fault);
        }
    }

    private static Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) =>
        Source.StartActivity(name, kind);
}
