using System.Collections.Immutable;

namespace ImageForge.Core.Rotations.Windows;

/// <summary>When new slots of a rotation may begin.</summary>
public sealed record RotationWindows
{
    /// <summary>How far ahead an opening or a closing is looked for.</summary>
    public static readonly TimeSpan HorizonMax = TimeSpan.FromDays(400);

    // Each step passes a window's end or a blackout's: minutes apart at the least, weeks as a rule.
    private const int StepsMax = 20_000;

    public static readonly RotationWindows Always = new() { IsAlways = true };

    /// <summary>True if only blackouts close it.</summary>
    public bool IsAlways { get; init; }

    /// <summary>Open while any of them is; empty where <see cref="IsAlways"/>.</summary>
    public ImmutableArray<WeeklyWindow> Weekly { get; init; } = [];

    /// <summary>Closed while any of them lasts, whatever the windows say.</summary>
    public ImmutableArray<Blackout> Blackouts { get; init; } = [];

    public bool IsOpen(DateTimeOffset at) =>
        !Blackouts.Any(blackout => blackout.Covers(at))
        && (IsAlways || Weekly.Any(window => window.EndAfter(at) is not null));

    /// <summary>When it is open next, now if it is; null if not within <see cref="HorizonMax"/>.</summary>
    public DateTimeOffset? NextOpening(DateTimeOffset at)
    {
        var moment = at;
        for (var step = 0; step < StepsMax && moment - at <= HorizonMax; step++)
        {
            if (Blackouts.Where(blackout => blackout.Covers(moment)).Select(blackout => (DateTimeOffset?)blackout.Ends)
                .Max() is { } ends)
            {
                moment = ends;
            }
            else if (IsOpen(moment))
            {
                return moment;
            }
            else if (Weekly.IsEmpty)
            {
                return null;
            }
            else
            {
                moment = Weekly.Min(window => window.StartAfter(moment));
            }
        }

        return null;
    }

    /// <summary>
    /// When the stretch that it is open for now ends, windows that adjoin or overlap taken together; null if it is
    /// closed, or does not close within <see cref="HorizonMax"/>.
    /// </summary>
    public DateTimeOffset? ClosesAt(DateTimeOffset at)
    {
        if (!IsOpen(at))
        {
            return null;
        }

        // A day that a zone left out, as Samoa did once, has no length and closes nothing.
        var closing = Blackouts.Where(blackout => at < blackout.Begins && blackout.Begins < blackout.Ends)
            .Select(blackout => (DateTimeOffset?)blackout.Begins).Append(EndOfWindows(at)).Min();
        return closing - at <= HorizonMax ? closing : null;
    }

    /// <summary>Such as <c>Mon-Fri 22:00-04:00 Europe/Berlin; blackout 2026-12-20..2027-01-03: freeze</c>.</summary>
    public string Describe() => string.Join(
        "; ", (IsAlways ? ["always"] : Weekly.Select(window => $"{window}"))
            .Concat(Blackouts.Select(blackout => $"{blackout}")));

    private DateTimeOffset? EndOfWindows(DateTimeOffset at)
    {
        var end = at;
        for (var step = 0; step < StepsMax && !IsAlways && end - at <= HorizonMax; step++)
        {
            if (Weekly.Max(window => window.EndAfter(end)) is not { } later)
            {
                return end;
            }

            end = later;
        }

        return null;
    }
}
