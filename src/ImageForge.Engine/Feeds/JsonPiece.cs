using System.Text.Json;

namespace ImageForge.Engine.Feeds;

/// <summary>One value directly below the root of a JSON text.</summary>
/// <param name="Name">Its key; null in a list.</param>
/// <param name="Value">Good until the next piece is asked for.</param>
internal readonly record struct JsonPiece(string? Name, JsonElement Value);
