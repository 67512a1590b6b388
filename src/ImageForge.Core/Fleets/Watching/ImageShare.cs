using ImageForge.Core.Rotations;

namespace ImageForge.Core.Fleets.Watching;

/// <summary>How many instances of a fleet run an image and stand so.</summary>
/// <param name="Image">Such as <c>web@0123456789ab</c>, or <c>other</c>.</param>
public sealed record ImageShare(string Image, AvailabilityState State, int Instances);
