using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests;

/// <summary>What an engine's state has of a resource.</summary>
internal sealed record EngineResourceState(string Id, JsonObject Inputs, JsonObject Outputs);
