using ImageForge.Core.Journal;
using ImageForge.Engine.Access;
using ImageForge.Targets.Tests.Local;

namespace ImageForge.Targets.Tests.Service.Access;

/// <summary>Whoever guesses is told to wait; whoever holds a token passes all the same, from there too.</summary>
public sealed class GuessLimitTests : IDisposable
{
    private const int PerAddress = 60;
    private const int Guesses = 150;
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task Guesses_are_limited_and_good_tokens_pass()
    {
        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
        var good = $"Bearer {await service.TokenAsync(Role.Viewer)}";
        using var guesser = new Stranger(service.Address!, 1);
        var statuses = new List<int>();
        for (var guess = 0; guess < Guesses; guess++)
        {
            using var response = await guesser.SendAsync(HttpMethod.Get, "v1/fleets", $"Bearer {new string('x', 40)}");
            statuses.Add((int)response.StatusCode);
            if (response.StatusCode == System.Net.HttpStatusCode.TooManyRequests)
            {
                Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            }
        }

        // A minute may have ended in between, and begun anew.
        Assert.InRange(statuses.Count(status => status == 401), PerAddress, 2 * PerAddress);
        Assert.Equal(Guesses, statuses.Count(status => status is 401 or 429));
        using var passes = await guesser.SendAsync(HttpMethod.Get, "v1/fleets", good);
        Assert.Equal(200, (int)passes.StatusCode);
        using var nobody = await guesser.SendAsync(HttpMethod.Get, "v1/fleets");
        Assert.Equal(401, (int)nobody.StatusCode);
        using var neighbour = new Stranger(service.Address!, 2);
        using var wrong = await neighbour.SendAsync(HttpMethod.Get, "v1/fleets", "Bearer x");
        Assert.Equal(401, (int)wrong.StatusCode);

        // The log has as many lines as answers of 401 to guesses, the journal has one entry for all of it.
        Assert.Equal(0, (await service.TerminateAsync()).ExitCode);
        Assert.InRange(Count(service.Log, "Refused a token from 127.1.0.1"), PerAddress, 2 * PerAddress);
        using var rooms = service.Rooms();
        var refused = (await rooms.Journal.ReadAsync(AuditJournal.Chain, 0, Cancellation).ToListAsync(Cancellation))
            .Where(entry => entry.Phase == JournalPhase.Noted).ToList();
        Assert.Contains($"\"unknown\":{Guesses + 1},", Assert.Single(refused).Data, StringComparison.Ordinal);
        Assert.Empty(await rooms.Journal.VerifyAsync(Cancellation));
    }

    private static int Count(string log, string text) => log.Split(text).Length - 1;
}
