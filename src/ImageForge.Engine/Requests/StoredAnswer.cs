using System.Collections.Immutable;

namespace ImageForge.Engine.Requests;

/// <summary>What a request was answered, to be given again.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Media">The content type; null without a body.</param>
/// <param name="Headers">What else belongs to it, by name.</param>
public sealed record StoredAnswer(
    int Status, string? Media, ImmutableSortedDictionary<string, string> Headers, ImmutableArray<byte> Body);
