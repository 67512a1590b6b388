using ImageForge.Core.Fleets;

namespace ImageForge.Targets.Simulated;

/// <summary>
/// Draws how calls go. The n-th call of an action on an instance goes the same whatever came between.
/// </summary>
internal sealed class CallFates(CloudWorld world)
{
    private static readonly TimeSpan LateMin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LateMax = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan AgainMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StaleMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UnseenMax = TimeSpan.FromSeconds(15);
    private readonly Dictionary<(ApiAction Action, string Subject), long> _calls = [];

    public CallFate OfCall(ApiAction action, InstanceId instance)
    {
        var key = NextKey(action, instance.Value);
        var stream = world.Stream("call", key);
        var callTime = world.Settings.CallTime.Draw(stream);
        var (late, again) = (stream.Between(LateMin, LateMax), stream.Between(TimeSpan.Zero, AgainMax));
        return new CallFate(
            callTime, world.Occurs(FaultKind.AnswerLost, key, instance),
            world.Occurs(FaultKind.AnswerLate, key, instance) ? late : null,
            world.Occurs(FaultKind.DoneTwice, key, instance) ? again : null);
    }

    public LookFate OfLook(FleetName fleet)
    {
        var key = NextKey(ApiAction.Describe, fleet.Value);
        var stream = world.Stream("call", key);
        var callTime = world.Settings.CallTime.Draw(stream);
        var (stale, unseen) = (stream.Between(TimeSpan.Zero, StaleMax), stream.Between(TimeSpan.Zero, UnseenMax));
        return new LookFate(
            callTime, world.Occurs(FaultKind.LookRefused, key, null),
            world.Occurs(FaultKind.StaleLook, key, null) ? stale : TimeSpan.Zero,
            world.Occurs(FaultKind.LaunchUnseen, key, null) ? unseen : TimeSpan.Zero);
    }

    private string NextKey(ApiAction action, string subject)
    {
        var number = _calls.GetValueOrDefault((action, subject)) + 1;
        _calls[(action, subject)] = number;
        return $"{action}/{subject}/{number}";
    }
}
