using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>
/// Whether a command keeps what was promised, judged from the model's truth and by none of the planner's or the plan
/// check's code.
/// </summary>
internal sealed class RolloutPromises(RolloutRun run)
{
    private readonly List<DateTimeOffset> _quarantines = [];
    private readonly HashSet<InstanceId> _quarantined = [];
    private readonly HashSet<InstanceId> _leaving = [];

    public bool IsPaused { get; set; }
    public bool IsCancelled { get; set; }
    public bool WindowsPassed { get; set; }

    /// <summary>Each rotation begins with none of what persons said of the one before.</summary>
    public void Reset() => (IsPaused, IsCancelled, WindowsPassed) = (false, false, false);

    /// <summary>Asked before the command is carried out.</summary>
    public IEnumerable<string> BrokenBy(RotationCommand command, DateTimeOffset now)
    {
        var instance = run.Model.Find(command.Instance);
        return new[]
        {
            Start(command, now),
            instance is null ? null : Protection(command, instance, now),
            instance is null ? null : Evidence(command, instance, now),
            instance is { Running: true, Service: ServiceState.InService }
                && command.Kind is CommandKind.Reimage or CommandKind.Terminate ? "it is in service" : null,
        }.OfType<string>().Select(fault => $"{command.Kind} of {command.Instance}: {fault}");
    }

    private string? Start(RotationCommand command, DateTimeOffset now)
    {
        var isNew = command switch
        {
            RotationCommand.Launch { Attempt: 1 } launch => !run.Intended.Contains(launch.Token),
            RotationCommand.Reimage { Attempt: 1 } reimage => !run.Intended.Contains(reimage.Token)
                && run.Model.Find(reimage.Instance) is not { Service: ServiceState.Draining or ServiceState.Drained },
            _ => false,
        };
        if (!isNew)
        {
            return null;
        }

        if (IsPaused || IsCancelled)
        {
            return "a person wants nothing new";
        }

        var isPair = command is RotationCommand.Reimage or RotationCommand.Launch { Replaces: not null };
        return isPair && !WindowsPassed && !IsOpen(now) ? "no window is open" : null;
    }

    // By plain clock time; days on which the clock is changed have goldens of their own.
    private bool IsOpen(DateTimeOffset now)
    {
        var windows = run.Policy.Windows;
        if (windows.Blackouts.Any(blackout => DateOnly.FromDateTime(Local(now, blackout.Zone)) is var day
            && day >= blackout.First && day <= blackout.Last))
        {
            return false;
        }

        return windows.IsAlways || windows.Weekly.Any(window =>
        {
            var local = Local(now, window.Zone);
            var (time, isNight) = (TimeOnly.FromDateTime(local), window.To <= window.From);
            return (window.Days.Contains(local.DayOfWeek) && time >= window.From && (isNight || time < window.To))
                || (isNight && window.Days.Contains(local.AddDays(-1).DayOfWeek) && time < window.To);
        });
    }

    private static DateTime Local(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    private string? Protection(RotationCommand command, ModelInstance instance, DateTimeOffset now)
    {
        var takes = command.Kind is CommandKind.Drain or CommandKind.Reimage or CommandKind.Terminate;
        var isSpared = instance.ProtectedUntil > now && instance is { Running: true, IsCompromised: false }
            && instance.Service == ServiceState.InService
            && run.History.LaunchOf(instance.Id) is not { Failed: true };
        return takes && isSpared ? $"it is protected until {instance.ProtectedUntil:HH:mm:ss}" : null;
    }

    private string? Evidence(RotationCommand command, ModelInstance instance, DateTimeOffset now)
    {
        if (command.Kind == CommandKind.Admit)
        {
            _leaving.Remove(instance.Id);
        }

        if (!instance.IsCompromised)
        {
            if (command.Kind == CommandKind.Drain)
            {
                _leaving.Add(instance.Id);
            }

            return command.Kind == CommandKind.Isolate ? "it is not compromised" : null;
        }

        if (command.Kind is CommandKind.Terminate or CommandKind.Reimage
            && run.History.Of(instance.Id).TerminateBeganAt is null)
        {
            return "it is compromised and to be kept";
        }

        // One that gets no traffic for another reason is not taken by its detection; nor is one that was told to leave
        // before, also where that was lost on the way.
        if (command.Kind is not (CommandKind.Drain or CommandKind.Isolate) || _leaving.Contains(instance.Id)
            || instance.Service != ServiceState.InService || !_quarantined.Add(instance.Id))
        {
            return null;
        }

        _quarantines.Add(now);
        var most = Math.Max(1, run.Desired / 10);
        var recent = _quarantines.Count(at => at > now - TimeSpan.FromHours(1));
        return recent > most ? $"{recent} quarantined within an hour > {most}" : null;
    }
}
