using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations.Overview;

namespace ImageForge.Server.Pages;

/// <summary>What the page of all fleets shows.</summary>
/// <param name="All">Every fleet.</param>
/// <param name="NextRings">When the bell of each rings next; one that has none is not there.</param>
/// <param name="HasImages">True if a fleet is there, or any image was built.</param>
public sealed record FleetsModel(
    AllFleets All, ImmutableDictionary<FleetName, DateTimeOffset> NextRings, bool HasImages);
