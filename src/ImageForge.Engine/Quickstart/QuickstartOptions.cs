using ImageForge.Core.Fleets;

namespace ImageForge.Engine.Quickstart;

/// <summary>What a quickstart is run with.</summary>
public sealed record QuickstartOptions
{
    /// <summary>The fleet, and by its schedule the image.</summary>
    public FleetName Fleet { get; init; } = new("web");

    /// <summary>Requests a second through the load balancer; 1 to 1,000.</summary>
    public double Rate { get; init; } = 20;

    /// <summary>Leave the fleet running at the end.</summary>
    public bool Keep { get; init; }
}
