using System.Collections.Immutable;

namespace ImageForge.Provider.Backends;

/// <summary>A built version as programs see it.</summary>
/// <param name="Image">Name of the image.</param>
/// <param name="Version">Such as <c>web@0123456789ab</c>.</param>
/// <param name="Digest">SHA-256 of its plan, in hex.</param>
/// <param name="DefinitionDigest">SHA-256 of the definition that it was built by, in hex.</param>
/// <param name="State">By one word.</param>
/// <param name="BuiltAt">When it was built.</param>
/// <param name="Target">Where it can be launched.</param>
/// <param name="Sbom">A file or an address; empty: there is none.</param>
/// <param name="Provenance">Likewise.</param>
/// <param name="Gates">What each gate said.</param>
/// <param name="PackagesChanged">Name, version before and version now.</param>
internal sealed record BuiltImage(
    string Image, string Version, string Digest, string DefinitionDigest, string State, DateTimeOffset BuiltAt,
    string Target, string Sbom, string Provenance, ImmutableArray<GateWord> Gates,
    ImmutableArray<(string Name, string From, string To)> PackagesChanged)
{
    /// <summary>True if a gate refused it: it is there, and nothing may be launched on it.</summary>
    public bool IsRefused => State == "refused";

    /// <summary>True if it may be launched, or could be once somebody releases it.</summary>
    public bool IsFit => State is "released" or "validated";
}
