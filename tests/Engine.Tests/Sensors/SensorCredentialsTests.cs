using ImageForge.Engine.Sensors;
using ImageForge.Engine.Tests.Builds;

namespace ImageForge.Engine.Tests.Sensors;

/// <summary>What sensors enrol with: one line each, readable by nobody else, never a path.</summary>
public sealed class SensorCredentialsTests : IDisposable
{
    private readonly TemporaryState _state = new();

    private SensorCredentials Credentials => new(_state.State);

    public void Dispose() => _state.Dispose();

    [Theory]
    [InlineData("a word", "a word")]
    [InlineData("a word\n", "a word")]
    [InlineData("a word\r\n", "a word")]
    public void A_value_is_kept_as_one_line_that_nobody_else_reads(string given, string kept)
    {
        Credentials.Set("osquery.enroll-secret", given);

        Assert.Equal(kept, Credentials.TryRead("osquery.enroll-secret"));
        Assert.Equal("osquery.enroll-secret", Assert.Single(Credentials.List()).Name);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(_state.State.Credentials, "osquery.enroll-secret")));
        Credentials.Remove("osquery.enroll-secret");
        Assert.Null(Credentials.TryRead("osquery.enroll-secret"));
        Assert.Empty(Credentials.List());
    }

    [Theory]
    [InlineData("../keys/journal", "x")]
    [InlineData("imageforge.token", "x")]
    [InlineData("", "x")]
    [InlineData("a.half", "x")]
    [InlineData("acme", "")]
    [InlineData("acme", "\n")]
    [InlineData("acme", "two\nlines")]
    [InlineData("acme", "caf\u00e9")]
    public void What_cannot_be_handed_over_is_refused(string name, string value)
    {
        var failure = Assert.Throws<ForgeException>(() => Credentials.Set(name, value));

        Assert.Equal(ForgeError.Usage, failure.Error);
        Assert.Empty(Credentials.List());
    }

    [Fact]
    public void A_value_has_a_limit()
    {
        Credentials.Set("acme", new string('x', SensorCredentials.ValueBytesMax));

        var failure = Assert.Throws<ForgeException>(
            () => Credentials.Set("acme", new string('x', SensorCredentials.ValueBytesMax + 1)));

        Assert.Contains("base64", failure.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_not_removed_in_silence() =>
        Assert.Equal(
            ForgeError.NotFound, Assert.Throws<ForgeException>(() => Credentials.Remove("acme")).Error);
}
