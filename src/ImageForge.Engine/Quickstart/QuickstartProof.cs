using System.Collections.Immutable;

namespace ImageForge.Engine.Quickstart;

/// <summary>
/// Holds a quickstart to what it promises. It proves or it fails: a summary without a verdict would only decorate.
/// </summary>
public static class QuickstartProof
{
    // An open loop that sends less than this was itself starved, and then its zero failures prove little.
    private const double SentToleranceMax = 0.02;

    /// <summary>What did not hold, in sentences; empty if everything did.</summary>
    public static ImmutableArray<string> Judge(QuickstartReport report) =>
    [
        .. Rotation(report), .. Load(report), .. Floor(report), .. Instances(report),
    ];

    private static IEnumerable<string> Rotation(QuickstartReport report)
    {
        if (!report.RotationComplete)
        {
            yield return $"the rotation did not complete: {report.RotationEnd}";
        }
    }

    private static IEnumerable<string> Load(QuickstartReport report)
    {
        var load = report.Load;
        if (load.Failed > 0)
        {
            var first = load.FirstFailures[0];
            yield return $"{load.Failed} of {load.Sent} requests failed, "
                + $"the first at {first.At.TotalSeconds:0.0} s: {first.Cause}";
        }

        if (Math.Abs(load.Sent - load.Expected) > SentToleranceMax * load.Expected)
        {
            yield return $"{load.Sent} requests were sent where {load.Expected:0} were due";
        }
    }

    private static IEnumerable<string> Floor(QuickstartReport report)
    {
        if (report.Probe.LowestServing is not { } lowest)
        {
            yield return "the prober never saw the fleet";
        }
        else if (lowest < report.Limits.Floor)
        {
            yield return $"the prober saw {lowest} instances serving, below the floor of {report.Limits.Floor}";
        }
    }

    private static IEnumerable<string> Instances(QuickstartReport report)
    {
        var before = report.Before.Instances.Select(instance => instance.Id).ToHashSet();
        if (report.After.Instances.Length != report.Limits.Desired)
        {
            yield return $"{report.After.Instances.Length} instances are left where {report.Limits.Desired} are wanted";
        }

        foreach (var instance in report.After.Instances)
        {
            if (before.Contains(instance.Id) || instance.Image != report.Patched.Id)
            {
                yield return $"{instance.Id} was not replaced";
            }

            if (!instance.Sensor.IsHealthy)
            {
                yield return $"the sensor of {instance.Id} does not report: {instance.Sensor.Detail}";
            }

            if (report.Load.AnswersByInstance.GetValueOrDefault(instance.Id.Value) == 0)
            {
                yield return $"{instance.Id} never answered a request of the load";
            }
        }
    }
}
