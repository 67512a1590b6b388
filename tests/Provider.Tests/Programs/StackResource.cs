using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>What the engine's state holds of a resource.</summary>
internal sealed record StackResource(string Urn, string Type, string Name)
{
    /// <summary>Empty: it is not made yet, and this is a preview.</summary>
    public string Id { get; init; } = "";

    /// <summary>As Check gave them back.</summary>
    public JsonObject Inputs { get; init; } = [];

    public JsonObject Outputs { get; init; } = [];

    /// <summary>Why it is there and not as it was ordered.</summary>
    public ImmutableArray<string> InitErrors { get; init; } = [];

    /// <summary>URNs.</summary>
    public ImmutableArray<string> Dependencies { get; init; } = [];

    /// <summary>By input, the URNs whose outputs it was made of.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> PropertyDependencies { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    public bool Protect { get; init; }

    /// <summary>Another one took its place, and it is to be deleted.</summary>
    public bool IsPendingDelete { get; init; }

    public ProgramTimeouts Timeouts { get; init; } = new();
}
