using System.Collections.Immutable;

namespace ImageForge.Core.Images.Gates;

/// <summary>What two instances of one artifact said of all that tells instances apart.</summary>
/// <param name="First">SHA-256 by path in the one; what is not in here was not there.</param>
/// <param name="Second">The same in the other.</param>
public sealed record CloneEvidence(
    ImmutableSortedDictionary<string, string> First, ImmutableSortedDictionary<string, string> Second);
