using System.Collections.Immutable;
using Dapper;
using ImageForge.Engine.Requests;
using ImageForge.Engine.Store;
using ImageForge.Engine.Tests.Builds;
using ImageForge.Engine.Tests.Store;
using Microsoft.Extensions.Time.Testing;

namespace ImageForge.Engine.Tests.Requests;

/// <summary>A request is done once, whatever database remembers it.</summary>
public abstract class RequestBookContract : IDisposable
{
    private static readonly string Id = new('a', 64);
    private static readonly string Same = new('b', 64);
    private static readonly StoredAnswer Answer = new(
        202, "application/json", ImmutableSortedDictionary<string, string>.Empty.Add("Location", "/v1/jobs/x"),
        [1, 2, 3]);

    private readonly TemporaryState _state = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ForgeDatabase _database;
    private readonly StoredRequestBook _book;

    protected RequestBookContract(PostgresFixture? postgres)
    {
        postgres?.Settle(_state.State);
        _database = new ForgeDatabase(_state.State);
        _book = new StoredRequestBook(_database, _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _state.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_done_is_answered_again_for_a_day()
    {
        Assert.IsType<RequestTurn.Yours>(await BeginAsync());
        Assert.IsType<RequestTurn.UnderWay>(await BeginAsync());
        await _book.EndAsync(Id, Answer);
        var done = Assert.IsType<RequestTurn.Done>(await BeginAsync());
        Assert.Equal((202, "application/json", "/v1/jobs/x"),
            (done.Answer.Status, done.Answer.Media, done.Answer.Headers["Location"]));
        Assert.Equal([1, 2, 3], done.Answer.Body);
        _time.Advance(StoredRequestBook.KeptFor - TimeSpan.FromSeconds(1));
        Assert.IsType<RequestTurn.Done>(await BeginAsync());
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<RequestTurn.Yours>(await BeginAsync());
    }

    [Fact]
    public async Task Another_request_under_its_key_is_told_apart()
    {
        await BeginAsync();
        Assert.IsType<RequestTurn.Other>(await _book.BeginAsync(Id, new string('c', 64), Cancellation));
        await _book.EndAsync(Id, Answer);
        Assert.IsType<RequestTurn.Other>(await _book.BeginAsync(Id, new string('c', 64), Cancellation));
    }

    [Fact]
    public async Task A_refusal_frees_its_key_and_what_was_done_is_not_freed()
    {
        await BeginAsync();
        await _book.FreeAsync(Id);
        Assert.IsType<RequestTurn.Yours>(await _book.BeginAsync(Id, new string('c', 64), Cancellation));
        await _book.EndAsync(Id, Answer);
        await _book.FreeAsync(Id);
        Assert.IsType<RequestTurn.Done>(await _book.BeginAsync(Id, new string('c', 64), Cancellation));
    }

    [Fact]
    public async Task What_a_dead_process_began_is_done_by_the_next()
    {
        await BeginAsync();
        await using (var connection = await _database.OpenAsync(Cancellation))
        {
            // A process of this boot and namespace that cannot be: its pid is ours, and another start.
            var process = (await connection.ExecuteScalarAsync<string>("SELECT process FROM requests"))!;
            var dead = process[..(process.LastIndexOf(' ') + 1)] + "1";
            await connection.ExecuteAsync("UPDATE requests SET process = @dead", new { dead });
        }

        Assert.IsType<RequestTurn.Yours>(await BeginAsync());
        Assert.IsType<RequestTurn.UnderWay>(await BeginAsync());
    }

    [Fact]
    public async Task Of_fifty_at_once_one_has_the_turn()
    {
        var turns = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => BeginAsync()));
        Assert.Single(turns.OfType<RequestTurn.Yours>());
        Assert.Equal(49, turns.OfType<RequestTurn.UnderWay>().Count());
    }

    private Task<RequestTurn> BeginAsync() => _book.BeginAsync(Id, Same, Cancellation);
}
