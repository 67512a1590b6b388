namespace ImageForge.Engine.Quickstart;

/// <summary>The steps of a quickstart, in the order they run.</summary>
public enum QuickstartPhase
{
    /// <summary>Builds the image from the release suite alone: the image of a while ago.</summary>
    BuildReleased,

    /// <summary>Starts the fleet on that image.</summary>
    LaunchFleet,

    /// <summary>Builds the image again, with today's updates.</summary>
    BuildPatched,

    /// <summary>Moves the fleet onto the patched image under load.</summary>
    Rotate,

    /// <summary>Removes what was started, unless it is to be kept.</summary>
    CleanUp,
}
