using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations.Checking;

/// <summary>
/// What the count of a whole fleet asks of one instance, answered once: looks into view and journal cost most of a
/// check where there are 100,000 of them.
/// </summary>
internal readonly record struct CountedInstance
{
    public CountedInstance(InstanceView view, Recount fleet)
    {
        var record = fleet.History.Of(view.Id);
        var launch = fleet.History.LaunchOf(view.Id);
        View = view;
        IsRunning = view.Running;
        IsOnTarget = view.Image == fleet.History.Target;
        IsSick = Recount.IsSick(view);
        IsInDoubt = Recount.IsInDoubt(view);
        IsAvailable = fleet.IsAvailable(view, record);
        IsProtected = record.IsProtected(fleet.Now);
        IsLeaving = record.TerminateBeganAt is not null;
        IsKept = record.IsQuarantined;
        IsFailed = launch is { Failed: true };
        IsFailedLaunch = launch is { Failed: true, InPlace: false };
        ShouldGo = fleet.ShouldGo(view, record, launch);
    }

    public InstanceView View { get; }
    public bool IsRunning { get; }
    public bool IsOnTarget { get; }
    public bool IsSick { get; }
    public bool IsInDoubt { get; }
    public bool IsAvailable { get; }
    public bool IsProtected { get; }
    public bool IsLeaving { get; }

    /// <summary>Compromised: kept, whatever else holds.</summary>
    public bool IsKept { get; }

    /// <summary>True if its last launch or reimage was given up.</summary>
    public bool IsFailed { get; }

    /// <summary>True if it was launched by this rotation, and given up.</summary>
    public bool IsFailedLaunch { get; }

    /// <summary>True if something speaks against it.</summary>
    public bool ShouldGo { get; }
}
