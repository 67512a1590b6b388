using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ImageForge.Engine.Requests;

/// <summary>How headers of a stored answer look as JSON.</summary>
[JsonSerializable(typeof(ImmutableSortedDictionary<string, string>))]
internal sealed partial class RequestJson : JsonSerializerContext;
