using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Every image of which a version is here, with its channels.</summary>
public sealed record ChannelListAnswer(ImmutableArray<ChannelLine> Channels);
