using System.Text;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Evidence;
using ImageForge.Core.Tests.Images;
using ImageForge.Engine.Signing;
using ImageForge.Engine.Tests.Builds;

namespace ImageForge.Engine.Tests.Signing;

/// <summary>An artifact as it was built is whole; whatever is changed of it is found and named.</summary>
public sealed class ArtifactSealTests : IDisposable
{
    // Of a text, one word for another.
    private static readonly Dictionary<string, (string File, string Old, string New)> Words =
        new(StringComparer.Ordinal)
        {
            ["a state in the manifest"] = ("manifest.json", "\"Validated\"", "\"Deprecated\""),
            ["a time in the manifest"] = ("manifest.json", "\"builtAt\": \"2", "\"builtAt\": \"3"),
            ["a package in the manifest"] = ("manifest.json", "\"version\": \"", "\"version\": \"9"),
            ["a package in the bill"] = ("sbom.cdx.json", "\"version\": \"", "\"version\": \"9"),
            ["a verdict in the report"] = ("gates.sarif", "\"pass\"", "\"open\""),
        };

    private readonly BuildBench _bench = new();
    private readonly BuildPlan _plan = WebImage.Plan();

    public void Dispose() => _bench.Dispose();

    private string Folder => _bench.Artifacts.FolderOf(_plan.Artifact);

    [Fact]
    public async Task What_was_built_is_whole_and_names_its_signer()
    {
        await _bench.BuildAsync(_plan);

        Assert.Empty(_bench.Artifacts.Faults(_plan.Artifact, TestContext.Current.CancellationToken));
        Assert.Equal(
            Assert.Single(new SigningKeys(_bench.State).List()).Id, _bench.Artifacts.SignerOf(_plan.Artifact));
    }

    public static TheoryData<string, string> Tamperings => new()
    {
        { "a byte of the disk", "disk.qcow2 is not what was signed" },
        { "a shorter disk", "disk.qcow2 is not what was signed" },
        { "no disk", "disk.qcow2 is missing" },
        { "a link for the disk", "disk.qcow2 is a link" },
        { "a kernel of another", "vmlinuz is not what was signed" },
        { "a state in the manifest", "manifest.json is not what was signed" },
        { "a time in the manifest", "manifest.json is not what was signed" },
        { "a package in the manifest", "manifest.json is not what was signed" },
        { "a package in the bill", "sbom.cdx.json is not what was signed" },
        { "a package in the resolution", "packages.json is not what was signed" },
        { "a verdict in the report", "gates.sarif is not what was signed" },
        { "one file more", "extra.sh was not there when the image was signed" },
        { "no envelope", "nobody signed this image" },
        { "a cut envelope", "is no signed envelope" },
        { "a payload with the old signature", "the signature does not fit" },
        { "a payload of another type", "not a application/vnd.in-toto+json" },
        { "no signature", "signed by no key that is trusted here" },
        { "a key of somebody else", "signed by no key that is trusted here" },
        { "a key that is distrusted since", "signed by no key that is trusted here" },
        { "the envelope of another image", "is not what was signed" },
    };

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task Tampering_is_found_named_and_not_launched(string tampering, string named)
    {
        await _bench.BuildAsync(_plan);

        await TamperAsync(tampering);

        var faults = _bench.Artifacts.Faults(_plan.Artifact, TestContext.Current.CancellationToken);
        Assert.Contains(faults, fault => fault.Contains(named, StringComparison.Ordinal));
        var refusal = Assert.Throws<ForgeException>(() =>
            _bench.Artifacts.Verify(_plan.Artifact, TestContext.Current.CancellationToken));
        Assert.Equal(ForgeError.Integrity, refusal.Error);
    }

    [Theory]
    [InlineData("a state in the manifest")]
    [InlineData("no envelope")]
    [InlineData("a key that is distrusted since")]
    public async Task What_is_not_signed_any_more_is_built_again(string tampering)
    {
        await _bench.BuildAsync(_plan);
        await TamperAsync(tampering);

        var outcome = await _bench.BuildAsync(_plan);

        Assert.False(outcome.Reused);
        Assert.Empty(_bench.Artifacts.Faults(_plan.Artifact, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_newer_release_that_was_taken_away_is_missed_unless_the_older_one_is_named()
    {
        await _bench.BuildAsync(_plan);
        var newer = WebImage.Plan(WebImage.Definition with { Controls = [] });
        await _bench.BuildAsync(newer);
        Directory.Delete(_bench.Artifacts.FolderOf(newer.Artifact), recursive: true);

        var refusal = await Assert.ThrowsAsync<ForgeException>(() => _bench.FindAsync("web"));

        Assert.Equal(ForgeError.Integrity, refusal.Error);
        Assert.Contains($"{newer.Artifact}", refusal.Message, StringComparison.Ordinal);
        var named = await _bench.FindAsync($"{_plan.Artifact}");
        Assert.Equal(_plan.Artifact, named.Id);
    }

    private async Task TamperAsync(string tampering)
    {
        if (Words.TryGetValue(tampering, out var word))
        {
            Replace(word.File, word.Old, word.New);
            return;
        }

        switch (tampering)
        {
            case "a byte of the disk":
                Rewrite("disk.qcow2", bytes => [(byte)(bytes[0] ^ 1), .. bytes[1..]]);
                break;
            case "a shorter disk":
                Rewrite("disk.qcow2", bytes => bytes[..^1]);
                break;
            case "no disk":
                File.Delete(PathOf("disk.qcow2"));
                break;
            case "a link for the disk":
                File.Move(PathOf("disk.qcow2"), Path.Combine(_bench.State.Temporary, "elsewhere"));
                File.CreateSymbolicLink(PathOf("disk.qcow2"), Path.Combine(_bench.State.Temporary, "elsewhere"));
                break;
            case "a kernel of another":
                Rewrite("vmlinuz", _ => "another kernel"u8.ToArray());
                break;
            case "a package in the resolution":
                Rewrite("packages.json", bytes => [.. bytes, (byte)'\n']);
                break;
            case "one file more":
                await File.WriteAllTextAsync(PathOf("extra.sh"), "id\n", TestContext.Current.CancellationToken);
                break;
            case "no envelope":
                File.Delete(PathOf(ArtifactSeal.EnvelopeName));
                break;
            case "a cut envelope":
                Rewrite(ArtifactSeal.EnvelopeName, bytes => bytes[..(bytes.Length / 2)]);
                break;
            case "a payload with the old signature":
                Reseal(envelope => envelope with { Payload = [.. envelope.Payload, (byte)' '] });
                break;
            case "a payload of another type":
                Reseal(envelope => envelope with { PayloadType = "application/octet-stream" });
                break;
            case "no signature":
                Reseal(envelope => envelope with { Signatures = [] });
                break;
            case "a key of somebody else":
                ResealByStranger();
                break;
            case "a key that is distrusted since":
                new SigningKeys(_bench.State).Rotate(distrust: true);
                break;
            case "the envelope of another image":
                var other = WebImage.Plan(WebImage.Definition with { Controls = [] });
                await _bench.BuildAsync(other);
                File.Copy(
                    Path.Combine(_bench.Artifacts.FolderOf(other.Artifact), ArtifactSeal.EnvelopeName),
                    PathOf(ArtifactSeal.EnvelopeName), overwrite: true);
                break;
            default:
                throw new ArgumentException(tampering, nameof(tampering));
        }
    }

    private string PathOf(string file) => Path.Combine(Folder, file);

    private void Rewrite(string file, Func<byte[], byte[]> change)
    {
        var before = File.ReadAllBytes(PathOf(file));
        File.Delete(PathOf(file));
        var after = change(before);
        Assert.NotEqual(before, after);
        File.WriteAllBytes(PathOf(file), after);
    }

    private void Replace(string file, string what, string with) => Rewrite(file, bytes =>
    {
        var text = Encoding.UTF8.GetString(bytes);
        var place = text.IndexOf(what, StringComparison.Ordinal);
        Assert.True(place >= 0, $"{file} has no {what}");
        return Encoding.UTF8.GetBytes(text[..place] + with + text[(place + what.Length)..]);
    });

    private void Reseal(Func<SignedEnvelope, SignedEnvelope> change) => Rewrite(
        ArtifactSeal.EnvelopeName,
        bytes => Encoding.UTF8.GetBytes(change(SignedEnvelope.Parse(Encoding.UTF8.GetString(bytes))!).ToJson()));

    // Signed well, by a key that this installation does not know.
    private void ResealByStranger()
    {
        using var elsewhere = new TemporaryState();
        var keys = new SigningKeys(elsewhere.State);
        var stranger = keys.Create();
        Reseal(envelope => envelope with
        {
            Signatures =
            [
                new EnvelopeSignature(
                    stranger.Id,
                    keys.Sign(stranger, SignedEnvelope.SignedBytes(envelope.PayloadType, envelope.Payload))),
            ],
        });
    }
}
