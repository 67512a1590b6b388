using ImageForge.Core.Images;

namespace ImageForge.Core.Tests.Images;

public sealed class PackageSetbackTests
{
    [Fact]
    public void Only_what_is_older_than_in_what_is_stable_is_named_and_who_brought_it()
    {
        var stable = ArtifactDiffTests.Artifact(
            WebImage.Package("bash", "5.2-2", "bash"), WebImage.Package("openssl", "3.0.17-1", "openssl"),
            WebImage.Package("zlib1g", "1.2-1", "zlib")) with
        {
            Hotfix = new HotfixOrigin(
                WebImage.Plan().Artifact, "hotfix-1", [WebImage.Package("openssl", "3.0.17-1", "openssl")]),
        };

        var setbacks = PackageSetback.Of(
            stable,
            [
                WebImage.Package("zlib1g", "1.3-1", "zlib"), WebImage.Package("openssl", "3.0.15-1", "openssl"),
                WebImage.Package("bash", "5.2-1", "bash"), WebImage.Package("curl", "7-1", "curl"),
            ]);

        Assert.Equal(
            [
                "bash goes back from 5.2-2 to 5.2-1",
                "openssl goes back from 3.0.17-1 to 3.0.15-1, which hotfix-1 brought",
            ],
            setbacks.Select(setback => $"{setback}"));
    }
}
