using System.Diagnostics;
using System.Globalization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Overview;

namespace ImageForge.Server.Pages;

/// <summary>How pages write numbers, times and states. Numbers are the same in every country, times say their zone.
/// </summary>
internal static class Words
{
    public static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(int value, string noun) => $"{Number(value)} {noun}{(value == 1 ? "" : "s")}";

    /// <summary>Whole percent; never 100 unless all of it is there, never 0 unless nothing is.</summary>
    public static int Percent(int part, int whole) => whole <= 0 ? 0
        : part >= whole ? 100
        : part <= 0 ? 0
        : Math.Clamp((int)Math.Round(100.0 * part / whole), 1, 99);

    /// <summary>A length along a chart, for SVG: <c>12.5%</c>.</summary>
    public static string Along(double share) =>
        (100 * Math.Clamp(share, 0, 1)).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    /// <summary>One unit, two where the second still says something: <c>45 s</c>, <c>12 min</c>, <c>5 h 10 min</c>,
    /// <c>12 d</c>.</summary>
    public static string Duration(TimeSpan span)
    {
        var length = span.Duration();
        return length switch
        {
            { TotalSeconds: < 90 } => $"{length.TotalSeconds:0} s",
            { TotalMinutes: < 90 } => $"{length.TotalMinutes:0} min",
            { TotalHours: < 10 } when length.Minutes > 0 => $"{(int)length.TotalHours} h {length.Minutes} min",
            { TotalHours: < 48 } => $"{length.TotalHours:0} h",
            _ => $"{length.TotalDays:0} d",
        };
    }

    /// <summary><c>3 min ago</c>, <c>in 2 h</c>, or <c>now</c>.</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now) => (at - now) switch
    {
        { TotalSeconds: > -1 and < 1 } => "now",
        { Ticks: < 0 } past => $"{Duration(past)} ago",
        var coming => $"in {Duration(coming)}",
    };

    /// <summary><c>22:05:10 UTC</c> on the day of <paramref name="now"/>, else <c>2026-11-30 22:05 UTC</c>.</summary>
    public static string Moment(DateTimeOffset at, DateTimeOffset now)
    {
        var utc = at.ToUniversalTime();
        return utc.Date == now.UtcDateTime.Date
            ? utc.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
            : utc.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
    }

    /// <summary><c>Mon 22:00 Europe/Berlin</c>, with the date where it is more than six days away.</summary>
    public static string MomentIn(TimeZoneInfo zone, DateTimeOffset at, DateTimeOffset now) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString(
            (at - now).Duration() < TimeSpan.FromDays(6) ? "ddd HH:mm" : "yyyy-MM-dd HH:mm",
            CultureInfo.InvariantCulture) + $" {zone.Id}";

    public static string Exact(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Machine(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => $"{(bytes / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture)} GiB",
        >= 1L << 20 => $"{(bytes / (double)(1L << 20)).ToString("0.0", CultureInfo.InvariantCulture)} MiB",
        _ => $"{(bytes / 1024.0).ToString("0.0", CultureInfo.InvariantCulture)} KiB",
    };

    public static string Of(FleetCondition condition) => condition switch
    {
        FleetCondition.Steady => "Steady",
        FleetCondition.Behind => "Behind",
        FleetCondition.Rotating => "Rotating",
        FleetCondition.NeedsPerson => "Needs a person",
        FleetCondition.BelowFloor => "Below its floor",
        FleetCondition.Unseen => "Cannot be seen",
        FleetCondition.NotLaunched => "Not launched",
        _ => throw new UnreachableException($"no words for {condition}"),
    };

    public static Mark MarkOf(FleetCondition condition) => condition switch
    {
        FleetCondition.Steady => Mark.Good,
        FleetCondition.Behind => Mark.Waiting,
        FleetCondition.Rotating => Mark.Moving,
        FleetCondition.NeedsPerson => Mark.Act,
        FleetCondition.BelowFloor => Mark.Bad,
        FleetCondition.Unseen => Mark.Unknown,
        FleetCondition.NotLaunched => Mark.Off,
        _ => throw new UnreachableException($"no mark for {condition}"),
    };

    public static string Of(InstanceStage stage) => stage switch
    {
        InstanceStage.Waiting => "On another image",
        InstanceStage.Booting => "Booting",
        InstanceStage.WarmingUp => "Warming up",
        InstanceStage.Serving => "Serving",
        InstanceStage.Leaving => "Leaving",
        InstanceStage.Sick => "Sick",
        InstanceStage.InDoubt => "In doubt",
        InstanceStage.Quarantined => "In quarantine",
        _ => throw new UnreachableException($"no words for {stage}"),
    };

    public static Mark MarkOf(InstanceStage stage) => stage switch
    {
        InstanceStage.Waiting => Mark.Waiting,
        InstanceStage.Booting or InstanceStage.WarmingUp => Mark.Moving,
        InstanceStage.Serving => Mark.Good,
        InstanceStage.Leaving => Mark.Off,
        InstanceStage.Sick => Mark.Bad,
        InstanceStage.InDoubt => Mark.Unknown,
        InstanceStage.Quarantined => Mark.Act,
        _ => throw new UnreachableException($"no mark for {stage}"),
    };

    /// <summary>How instances that should go are counted: <c>3 on another image</c>.</summary>
    public static string Counted(int count, CandidateReason reason) => Number(count) + reason switch
    {
        CandidateReason.Drift => " on another image",
        CandidateReason.Age => " over age",
        CandidateReason.Vulnerability => " vulnerable",
        CandidateReason.SensorGap => " without a working sensor",
        CandidateReason.WaiverExpired => " with an expired waiver",
        CandidateReason.Compromised => " compromised",
        CandidateReason.Detection => " by a detection",
        CandidateReason.Manual => " asked for by a person",
        _ => throw new UnreachableException($"no words for {reason}"),
    };

    public static string Of(CandidateReason reason) => reason switch
    {
        CandidateReason.Drift => "Another image",
        CandidateReason.Age => "Age",
        CandidateReason.Vulnerability => "Vulnerability",
        CandidateReason.SensorGap => "Sensor gap",
        CandidateReason.WaiverExpired => "Waiver expired",
        CandidateReason.Compromised => "Compromised",
        CandidateReason.Detection => "Detection",
        CandidateReason.Manual => "A person asked",
        _ => throw new UnreachableException($"no words for {reason}"),
    };

    public static string Of(HoldReason reason) => reason switch
    {
        HoldReason.StaleSnapshot => "The look is too old",
        HoldReason.Floor => "Floor",
        HoldReason.Ceiling => "Ceiling",
        HoldReason.Batch => "Batch is full",
        HoldReason.Booting => "Booting",
        HoldReason.WarmingUp => "Warming up",
        HoldReason.Draining => "Draining",
        HoldReason.ApplicationUnhealthy => "Application unhealthy",
        HoldReason.SensorGap => "Sensor gap",
        HoldReason.HealthUnknown => "Health unknown",
        HoldReason.Window => "Window closed",
        HoldReason.Checkpoint => "Checkpoint",
        HoldReason.Approval => "Waits for approval",
        HoldReason.Paused => "Paused",
        HoldReason.Protected => "Protected",
        HoldReason.Capacity => "No capacity",
        HoldReason.Throttle => "Throttled",
        HoldReason.StaleImage => "Image is too old",
        HoldReason.Baking => "Baking",
        HoldReason.Evidence => "Evidence first",
        HoldReason.Quarantined => "In quarantine",
        HoldReason.DetectionLimit => "Detection limit",
        HoldReason.BreakerOpen => "Breaker open",
        _ => throw new UnreachableException($"no words for {reason}"),
    };

    public static string Of(RotationStatus status) => status switch
    {
        RotationStatus.Active => "Under way",
        RotationStatus.Baking => "Baking",
        RotationStatus.Complete => "Complete",
        RotationStatus.Stopped => "Stopped",
        RotationStatus.Cancelled => "Cancelled",
        _ => throw new UnreachableException($"no words for {status}"),
    };

    public static Mark MarkOf(RotationStatus status) => status switch
    {
        RotationStatus.Active or RotationStatus.Baking => Mark.Moving,
        RotationStatus.Complete => Mark.Good,
        RotationStatus.Stopped => Mark.Act,
        _ => Mark.Off,
    };

    public static string Of(ImageState state) => state.ToString();

    public static Mark MarkOf(ImageState state) => state switch
    {
        ImageState.Released => Mark.Good,
        ImageState.Validated or ImageState.Candidate => Mark.Waiting,
        ImageState.Refused or ImageState.Revoked => Mark.Bad,
        _ => Mark.Off,
    };

    public static Mark MarkOf(RiskState state, bool isLate) => state switch
    {
        _ when isLate => Mark.Bad,
        RiskState.Open => Mark.Watch,
        RiskState.Accepted => Mark.Off,
        RiskState.Mitigating => Mark.Moving,
        _ => Mark.Good,
    };

    public static Mark MarkOf(DetectionSeverity severity) =>
        severity == DetectionSeverity.Alert ? Mark.Act : Mark.Waiting;

    public static string Of(HealthState health) => health switch
    {
        HealthState.Healthy => "healthy",
        HealthState.Unhealthy => "unhealthy",
        _ => "unknown",
    };

    public static Mark MarkOf(HealthState health) => health switch
    {
        HealthState.Healthy => Mark.Good,
        HealthState.Unhealthy => Mark.Bad,
        _ => Mark.Unknown,
    };
}
