using ImageForge.Engine.Builds;

namespace ImageForge.Engine.Tests.Builds;

/// <summary>apt's complaints, recorded from apt 2.6.1, and what we make of them.</summary>
public sealed class AptFailureTests
{
    private static readonly ArchiveAddresses Archive = new(
        "http://mirror.example/debian", "http://mirror.example/security");

    [Theory]
    [InlineData("E: Unable to locate package nginx-lite", ForgeError.InvalidDefinition, "'nginx-lite'")]
    [InlineData("E: Package 'awk' has no installation candidate", ForgeError.InvalidDefinition, "'awk'")]
    [InlineData("E: Couldn't find any package by glob 'x.y'", ForgeError.InvalidDefinition, "'x.y'")]
    [InlineData(
        "The following packages have unmet dependencies:\n a : Depends: b but it is not going to be installed\n"
            + "E: Unable to correct problems, you have held broken packages.",
        ForgeError.InvalidDefinition, "a : Depends: b")]
    [InlineData("E: Write error - write (28: No space left on device)", ForgeError.Environment, "disk is full")]
    [InlineData(
        "W: GPG error: http://mirror.example/debian bookworm InRelease: The following signatures couldn't be verified: "
            + "NO_PUBKEY 0E98404D386FA1D9",
        ForgeError.External, "not signed by a key of the Debian archive")]
    [InlineData(
        "E: Failed to fetch http://mirror.example/debian/dists/bookworm/InRelease  "
            + "Could not connect to mirror.example:80 (192.0.2.1). - connect (111: Connection refused)",
        ForgeError.External, "http://mirror.example/debian")]
    [InlineData("", ForgeError.External, "could not be fetched")]
    public void Each_complaint_is_one_clear_error_with_a_way_out(string errors, ForgeError expected, string piece)
    {
        var failure = AptFailure.Of(errors, "debian bookworm (release)", Archive);

        Assert.Equal(expected, failure.Error);
        Assert.Contains(piece, failure.Message, StringComparison.Ordinal);
        Assert.Contains("debian bookworm (release)", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.WayOut);
    }
}
