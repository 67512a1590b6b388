using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>A resource as a program registers it.</summary>
internal sealed record Registration(string Type, string Name, JsonObject Inputs)
{
    /// <summary>URNs.</summary>
    public ImmutableArray<string> Dependencies { get; init; } = [];

    public ImmutableDictionary<string, ImmutableArray<string>> PropertyDependencies { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    public bool Protect { get; init; }

    /// <summary>Null: as the provider says.</summary>
    public bool? DeleteBeforeReplace { get; init; }

    public ProgramTimeouts Timeouts { get; init; } = new();

    /// <summary>Option import; null: it is made.</summary>
    public string? Import { get; init; }
}
