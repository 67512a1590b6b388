using ImageForge.Provider.Backends;
using ImageForge.Provider.Protocol;

namespace ImageForge.Provider.Resources;

/// <summary>One call for one resource.</summary>
internal sealed record ResourceCall
{
    public required string Urn { get; init; }
    public required ProviderSession Session { get; init; }
    public required CallLog Log { get; init; }

    /// <summary>Empty for one that is to be made.</summary>
    public string Id { get; init; } = "";

    /// <summary>What the program wants, checked; of a removal or a look: what it last wanted.</summary>
    public required PropertyMap Inputs { get; init; }

    /// <summary>What is known of it.</summary>
    public required PropertyMap Outputs { get; init; }

    /// <summary>True if nothing may be touched.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Ends when the engine cancels, the caller goes, or the program's time limit is over.</summary>
    public required CancellationToken Cancellation { get; init; }

    /// <summary>The one that was configured when the call came.</summary>
    public required IBackend Backend { get; init; }

    /// <summary>Where it is: as the engine remembers it, else as the program or the provider says.</summary>
    public string? Target => Outputs.Text("target") ?? Inputs.Text("target") ?? Backend.Target;
}
