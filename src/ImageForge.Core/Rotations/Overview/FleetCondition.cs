namespace ImageForge.Core.Rotations.Overview;

/// <summary>How a fleet is in one word; of several that fit, the worst.</summary>
public enum FleetCondition
{
    /// <summary>Everything is as it should be.</summary>
    Steady,

    /// <summary>Some instances should go, and they will without anybody's help.</summary>
    Behind,

    /// <summary>A rotation is under way.</summary>
    Rotating,

    /// <summary>Something does not go on without a person.</summary>
    NeedsPerson,

    /// <summary>Fewer instances are available than the floor.</summary>
    BelowFloor,

    /// <summary>It could not be looked at.</summary>
    Unseen,

    /// <summary>It has a schedule, and no instance.</summary>
    NotLaunched,
}
