using System.Security.Cryptography;
using System.Text;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Tests.Journal;

public sealed class InstallationKeyTests : IDisposable
{
    private static readonly byte[] Data = Encoding.ASCII.GetBytes("data");
    private readonly JournalFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void It_is_made_on_first_use_private_and_with_its_public_half_beside_it()
    {
        Assert.False(_fixture.Key.Exists);

        var signature = _fixture.Key.Sign(Data);

        using var anybody = ECDsa.Create();
        anybody.ImportFromPem(File.ReadAllText(_fixture.Key.PublicKeyPath));
        Assert.True(anybody.VerifyData(Data, signature, HashAlgorithmName.SHA256));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_fixture.Key.KeyPath));
        Assert.Equal(256, anybody.KeySize);
    }

    [Fact]
    public void Many_who_use_it_first_at_once_use_the_same_key()
    {
        var signatures = new byte[8][];

        Parallel.For(0, signatures.Length, number =>
        {
            using var own = new InstallationKey(_fixture.State);
            signatures[number] = own.Sign(Data);
        });

        Assert.All(signatures, signature => Assert.True(_fixture.Key.Verify(Data, signature)));
    }

    [Fact]
    public void What_a_crash_left_half_written_is_replaced()
    {
        File.WriteAllText(_fixture.Key.KeyPath + ".half", "-----BEGIN PRIV");
        File.WriteAllText(_fixture.Key.PublicKeyPath, "of a key that was never finished");

        var signature = _fixture.Key.Sign(Data);

        using var anybody = ECDsa.Create();
        anybody.ImportFromPem(File.ReadAllText(_fixture.Key.PublicKeyPath));
        Assert.True(anybody.VerifyData(Data, signature, HashAlgorithmName.SHA256));
        Assert.Equal(
            ["installation.key", "installation.pub"],
            Directory.GetFiles(_fixture.State.Keys).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_file_that_is_no_key_is_refused_and_kept()
    {
        File.WriteAllText(_fixture.Key.KeyPath, "no key");

        var refusal = Assert.Throws<ForgeException>(() => _fixture.Key.Sign(Data));

        Assert.Equal(ForgeError.Integrity, refusal.Error);
        Assert.Equal("no key", File.ReadAllText(_fixture.Key.KeyPath));
    }
}
