using ImageForge.Engine;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>Why a served cloud does not do what it was asked: a target's or an engine's failure, on its way.</summary>
/// <param name="Error">Null if it is a <see cref="TargetException"/>.</param>
public sealed record Refusal(
    string Message, bool IsTransient, bool IsCapacity, bool IsThrottled, ForgeError? Error, string? WayOut)
{
    public static Refusal Of(TargetException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new(
            exception.Message, exception.IsTransient, exception.IsCapacity, exception.IsThrottled, Error: null,
            WayOut: null);
    }

    public static Refusal Of(ForgeException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new(exception.Message, false, false, false, exception.Error, exception.WayOut);
    }

    public Exception ToException() => Error is { } error
        ? new ForgeException(error, Message, WayOut)
        : new TargetException(Message, IsTransient) { IsCapacity = IsCapacity, IsThrottled = IsThrottled };
}
