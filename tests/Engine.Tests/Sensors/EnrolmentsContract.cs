using ImageForge.Core.Fleets;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.Engine.Tests.Builds;
using ImageForge.Engine.Tests.Store;
using Microsoft.Extensions.Time.Testing;

namespace ImageForge.Engine.Tests.Sensors;

/// <summary>The same whatever database they lie in.</summary>
public abstract class EnrolmentsContract : IDisposable
{
    private static readonly InstanceId Instance = new("web-a");
    private static readonly InstanceId Other = new("web-b");

    private readonly TemporaryState _state = new();
    private readonly FakeTimeProvider _time = new();
    private readonly StoredEnrolments _enrolments;

    protected EnrolmentsContract(PostgresFixture? postgres)
    {
        postgres?.Settle(_state.State);
        _enrolments = new StoredEnrolments(new ForgeDatabase(_state.State), _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _state.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_token_is_good_for_one_instance_and_one_secret()
    {
        var token = await _enrolments.IssueAsync(Instance, Cancellation);
        Assert.False(await _enrolments.AuthenticateAsync(Instance, "s1", Cancellation));
        Assert.False(await _enrolments.ExchangeAsync(Other, token, "s1", Cancellation));
        Assert.False(await _enrolments.ExchangeAsync(Instance, token + "x", "s1", Cancellation));
        Assert.True(await _enrolments.ExchangeAsync(Instance, token, "s1", Cancellation));
        Assert.True(await _enrolments.ExchangeAsync(Instance, token, "s1", Cancellation));
        Assert.False(await _enrolments.ExchangeAsync(Instance, token, "s2", Cancellation));
        Assert.True(await _enrolments.AuthenticateAsync(Instance, "s1", Cancellation));
        Assert.False(await _enrolments.AuthenticateAsync(Instance, "s2", Cancellation));
        Assert.False(await _enrolments.AuthenticateAsync(Other, "s1", Cancellation));
    }

    [Fact]
    public async Task An_unused_token_expires_and_a_used_one_does_not()
    {
        var late = await _enrolments.IssueAsync(Instance, Cancellation);
        var used = await _enrolments.IssueAsync(Other, Cancellation);
        Assert.True(await _enrolments.ExchangeAsync(Other, used, "s", Cancellation));
        _time.Advance(StoredEnrolments.TokenLifetime);
        Assert.False(await _enrolments.ExchangeAsync(Instance, late, "s", Cancellation));
        Assert.True(await _enrolments.ExchangeAsync(Other, used, "s", Cancellation));
        Assert.True(await _enrolments.AuthenticateAsync(Other, "s", Cancellation));
    }

    [Fact]
    public async Task A_new_token_ends_the_old_one_and_forgetting_ends_everything()
    {
        var first = await _enrolments.IssueAsync(Instance, Cancellation);
        var second = await _enrolments.IssueAsync(Instance, Cancellation);
        Assert.False(await _enrolments.ExchangeAsync(Instance, first, "s", Cancellation));
        Assert.True(await _enrolments.ExchangeAsync(Instance, second, "s", Cancellation));
        await _enrolments.ForgetAsync(Instance, Cancellation);
        await _enrolments.ForgetAsync(Instance, Cancellation);
        Assert.False(await _enrolments.AuthenticateAsync(Instance, "s", Cancellation));
    }

    [Fact]
    public async Task A_secret_tells_whose_it_is_unless_two_have_the_same()
    {
        Assert.Null(await _enrolments.FindAsync("s", Cancellation));
        Assert.True(await _enrolments.ExchangeAsync(
            Instance, await _enrolments.IssueAsync(Instance, Cancellation), "s", Cancellation));
        Assert.Equal(Instance, await _enrolments.FindAsync("s", Cancellation));
        Assert.Null(await _enrolments.FindAsync("S", Cancellation));
        Assert.True(await _enrolments.ExchangeAsync(
            Other, await _enrolments.IssueAsync(Other, Cancellation), "s", Cancellation));
        Assert.Null(await _enrolments.FindAsync("s", Cancellation));
        await _enrolments.ForgetAsync(Instance, Cancellation);
        Assert.Equal(Other, await _enrolments.FindAsync("s", Cancellation));
    }

    [Fact]
    public async Task Of_two_secrets_at_once_one_wins()
    {
        var token = await _enrolments.IssueAsync(Instance, Cancellation);
        var wins = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            index => _enrolments.ExchangeAsync(Instance, token, $"s{index}", Cancellation)));
        Assert.Single(wins, won => won);
    }

    [Fact]
    public async Task Neither_token_nor_secret_is_stored()
    {
        var token = await _enrolments.IssueAsync(Instance, Cancellation);
        await _enrolments.ExchangeAsync(Instance, token, "a-secret-of-an-instance", Cancellation);
        foreach (var file in Directory.EnumerateFiles(_state.State.Root, "forge.db*"))
        {
            var bytes = System.Text.Encoding.Latin1.GetString(await ReadSharedAsync(file));
            Assert.DoesNotContain(token, bytes, StringComparison.Ordinal);
            Assert.DoesNotContain("a-secret-of-an-instance", bytes, StringComparison.Ordinal);
        }
    }

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancellation);
        return copy.ToArray();
    }
}
