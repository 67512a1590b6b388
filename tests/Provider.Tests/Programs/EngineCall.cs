namespace ImageForge.Provider.Tests.Programs;

/// <summary>A call that the engine made.</summary>
/// <param name="Process">Which process of the provider, counted from 1.</param>
/// <param name="Method">Such as Check.</param>
/// <param name="Urn">Of the resource; empty: it is about none.</param>
/// <param name="IsPreview">Create and Update only.</param>
internal sealed record EngineCall(int Process, string Method, string Urn, bool IsPreview)
{
    /// <summary>Such as <c>Create? GoldenImage web</c>, where ? is a preview.</summary>
    public override string ToString()
    {
        var parts = Urn.Split("::");
        var of = parts.Length == 4 && !parts[2].StartsWith("pulumi:", StringComparison.Ordinal)
            ? $" {parts[2].Split(':')[^1]} {parts[3]}"
            : "";
        return $"{Method}{(IsPreview ? "?" : "")}{of}";
    }
}
