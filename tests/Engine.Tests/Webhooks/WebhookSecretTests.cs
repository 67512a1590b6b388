using ImageForge.Core.Notices;
using ImageForge.Engine.Webhooks;

namespace ImageForge.Engine.Tests.Webhooks;

/// <summary>Keys come from three places, and nothing of them is ever said.</summary>
public sealed class WebhookSecretTests : IDisposable
{
    private static readonly string Key = "whsec_" + Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
    private readonly string _folder = Directory.CreateTempSubdirectory("ifw-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_holds_one_key_or_two_while_it_is_changed()
    {
        Assert.Equal(32, Assert.Single(WebhookSecret.Read(Written(Key + "\n"))).Length);
        Assert.Equal(2, WebhookSecret.Read(Written($"{Key}\n{Key}\n")).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hunter2hunter2hunter2hunter2hunter2")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_not base64 at all")]
    public void What_is_no_key_is_refused_without_being_said(string text)
    {
        var refusal = Assert.Throws<ForgeException>(() => WebhookSecret.Read(Written(text)));
        Assert.Equal(ForgeError.Environment, refusal.Error);
        Assert.Contains("whsec_", refusal.WayOut, StringComparison.Ordinal);
        Assert.True(text.Length == 0 || !$"{refusal}".Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Three_keys_are_too_many() =>
        Assert.Throws<ForgeException>(() => WebhookSecret.Read(Written($"{Key}\n{Key}\n{Key}\n")));

    [Fact]
    public void A_file_that_everybody_reads_is_refused()
    {
        var source = Written(Key);
        File.SetUnixFileMode(source.Path, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var refusal = Assert.Throws<ForgeException>(() => WebhookSecret.Read(source));
        Assert.Contains("can be read by everybody", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_told_by_its_name()
    {
        Assert.Contains(
            "the file /nowhere/at/all cannot be read",
            Assert.Throws<ForgeException>(() => WebhookSecret.Read(new SecretSource.File("/nowhere/at/all"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "the systemd credential pager is not there",
            Assert.Throws<ForgeException>(() => WebhookSecret.Read(new SecretSource.Credential("pager"))).Message,
            StringComparison.Ordinal);
    }

    private SecretSource.File Written(string text)
    {
        var path = Path.Combine(_folder, "secret");
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new SecretSource.File(path);
    }
}
