using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Server.Api;

/// <summary>One built version.</summary>
/// <param name="Id">Such as <c>web@0123456789ab</c>.</param>
/// <param name="Channels">The channels that name it now.</param>
/// <param name="PlanDigest">SHA-256 of its plan, whole.</param>
public sealed record ImageLine(
    string Id, string Image, ImageState State, ImmutableArray<string> Channels, DateTimeOffset BuiltAt,
    string PlanDigest);
