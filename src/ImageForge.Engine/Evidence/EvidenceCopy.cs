using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Evidence;

/// <summary>A kept copy of an instance's disk.</summary>
/// <param name="Name">The folder it lies in: the instance and the moment.</param>
/// <param name="TakenAt">When the disk was as the copy is; the instance was paused then.</param>
/// <param name="Image">What the instance ran: its disk lies over that image's, and so does the copy.</param>
/// <param name="Sha256">Of the copy's disk.</param>
/// <param name="Bytes">Size of the copy's disk.</param>
/// <param name="Reason">Why the instance was to go.</param>
public sealed record EvidenceCopy(
    string Name, FleetName Fleet, InstanceId Instance, ArtifactId Image, DateTimeOffset TakenAt, Digest Sha256,
    long Bytes, string Reason);
