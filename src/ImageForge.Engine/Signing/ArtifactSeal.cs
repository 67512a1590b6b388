using System.Collections.Immutable;
using System.Reflection;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Evidence;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Signing;

/// <summary>
/// Writes the evidence of an artifact beside it and signs all of its files as one; and says whether they still are what
/// was signed.
/// </summary>
public sealed class ArtifactSeal(SigningKeys keys)
{
    public const string EnvelopeName = "provenance.dsse.json";
    public const string SoftwareBillName = "sbom.cdx.json";
    public const string SarifName = "gates.sarif";
    public const string JUnitName = "gates.junit.xml";
    public const string PageName = "report.html";

    /// <summary>Files that say what the artifact is, beside the manifest and the signed statement over all.</summary>
    public static readonly ImmutableArray<string> EvidenceNames =
        [SoftwareBillName, SarifName, JUnitName, PageName];

    /// <summary>What may be read of an artifact by itself: those, and the signed statement.</summary>
    public static readonly ImmutableArray<string> DocumentNames = [.. EvidenceNames, EnvelopeName];

    /// <summary>
    /// Writes the evidence and the signed statement into an artifact's folder. The manifest is there already.
    /// </summary>
    /// <exception cref="ForgeException">The key cannot be used, or the disk is full.</exception>
    /// <param name="since">What differs from the release before it; null if it is the first.</param>
    internal void Write(
        string folder, ImageArtifact artifact, IReadOnlyDictionary<string, HardeningControl> controls,
        ArtifactDiff? since)
    {
        var version = ToolVersion;
        var key = keys.CurrentOrNew();
        StoredJson.WriteText(Path.Combine(folder, SoftwareBillName), SoftwareBill.Of(artifact, version));
        StoredJson.WriteText(Path.Combine(folder, SarifName), GateSarif.Of(artifact, controls, version));
        StoredJson.WriteText(Path.Combine(folder, JUnitName), GateJUnit.Of(artifact, controls));
        StoredJson.WriteText(
            Path.Combine(folder, PageName), EvidencePage.Of(artifact, controls, since, key.Id));
        var subjects = artifact.Files.ToDictionary(file => file.Name, file => file.Sha256);
        foreach (var name in EvidenceNames.Add(ArtifactStore.ManifestName))
        {
            subjects[name] = FileDigest.Of(Path.Combine(folder, name));
        }

        var payload = ProvenanceStatement.Of(
            artifact, subjects.ToImmutableSortedDictionary(StringComparer.Ordinal), key.Id, version);
        var signature = keys.Sign(key, SignedEnvelope.SignedBytes(ProvenanceStatement.PayloadType, payload));
        StoredJson.WriteText(
            Path.Combine(folder, EnvelopeName),
            new SignedEnvelope(
                ProvenanceStatement.PayloadType, payload, [new EnvelopeSignature(key.Id, signature)]).ToJson());
    }

    /// <summary>
    /// Whether the manifest is the one that a trusted key signed. Reads two small files; the files that the manifest
    /// names are proved by <see cref="Faults"/>.
    /// </summary>
    internal bool HoldsManifest(string folder) =>
        ReadSubjects(folder).Subjects?.GetValueOrDefault(ArtifactStore.ManifestName) is { } signed
        && FileDigest.TryOf(Path.Combine(folder, ArtifactStore.ManifestName)) == signed;

    /// <summary>
    /// Everything in an artifact's folder that is not as it was signed, one sentence each; empty if all is.
    /// </summary>
    public IReadOnlyList<string> Faults(string folder, CancellationToken cancellationToken)
    {
        var (subjects, fault) = ReadSubjects(folder);
        if (subjects is null)
        {
            return [fault];
        }

        var faults = new List<string>();
        if (!subjects.ContainsKey(ArtifactStore.ManifestName))
        {
            faults.Add($"the signed statement is not about {ArtifactStore.ManifestName}");
        }

        foreach (var (name, digest) in subjects)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, name);
            if (Path.GetFileName(name) != name || !File.Exists(path))
            {
                faults.Add($"{path} is missing");
            }
            else if (File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint))
            {
                faults.Add($"{path} is a link: what it leads to may be exchanged");
            }
            else if (FileDigest.Of(path) != digest)
            {
                faults.Add($"{path} is not what was signed: its SHA-256 is not {digest.Hex}");
            }
        }

        faults.AddRange(Directory.EnumerateFileSystemEntries(folder)
            .Where(path => Path.GetFileName(path) is var name && name != EnvelopeName && !subjects.ContainsKey(name))
            .Order(StringComparer.Ordinal)
            .Select(path => $"{path} was not there when the image was signed"));
        return faults;
    }

    /// <summary>The id of the key that signed an artifact; null if no trusted one did.</summary>
    public string? SignerOf(string folder) => Signed(folder).KeyId;

    private (ImmutableSortedDictionary<string, Digest>? Subjects, string Fault) ReadSubjects(string folder)
    {
        var (_, payload, fault) = Signed(folder);
        return payload is null ? (null, fault)
            : ProvenanceStatement.SubjectsOf(payload) is { } subjects ? (subjects, "")
            : (null, $"{Path.Combine(folder, EnvelopeName)} holds no statement of ours");
    }

    private (string? KeyId, byte[]? Payload, string Fault) Signed(string folder)
    {
        var path = Path.Combine(folder, EnvelopeName);
        if (!File.Exists(path))
        {
            return (null, null, $"{path} is missing: nobody signed this image");
        }

        if (SignedEnvelope.Parse(File.ReadAllText(path)) is not { } envelope)
        {
            return (null, null, $"{path} is no signed envelope");
        }

        if (envelope.PayloadType != ProvenanceStatement.PayloadType)
        {
            return (null, null, $"{path} holds a {envelope.PayloadType}, not a {ProvenanceStatement.PayloadType}");
        }

        var bytes = SignedEnvelope.SignedBytes(envelope.PayloadType, envelope.Payload);
        if (envelope.Signatures.FirstOrDefault(known => keys.Verify(known.KeyId, bytes, known.Signature)) is { } good)
        {
            return (good.KeyId, envelope.Payload, "");
        }

        var trusted = envelope.Signatures.Where(known => keys.IsTrusted(known.KeyId)).ToList();
        return (null, null, trusted.Count > 0
            ? $"{path}: the signature does not fit what it is over; one of both was changed"
            : $"{path} is signed by no key that is trusted here");
    }

    private static string ToolVersion =>
        typeof(ArtifactSeal).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
