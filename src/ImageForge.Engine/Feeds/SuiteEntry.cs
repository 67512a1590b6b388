using ImageForge.Core.Images.Gates;

namespace ImageForge.Engine.Feeds;

/// <summary>An entry of a feed, and the suite it is about.</summary>
internal readonly record struct SuiteEntry(string Suite, FeedEntry Entry);
