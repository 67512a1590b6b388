using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>The provider's process ends as nothing can be prepared for; the next run takes up what it left.</summary>
public sealed class KilledProviderTests
{
    private const int Kills = 10;
    private const int Desired = 2;

    // Beyond these a creation is mostly over.
    private static readonly TimeSpan ImageMax = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan FleetMax = TimeSpan.FromMilliseconds(2500);

    [Fact]
    public async Task After_ten_kills_within_creations_nothing_is_there_twice_and_nothing_is_left_over()
    {
        await using var stage = await ProgramStage.CreateAsync();
        foreach (var number in Enumerable.Range(0, Kills / 2))
        {
            stage.Bench.Tree.Write($"images/i{number}/image.yaml", $$"""
                name: i{{number}}
                base: { distribution: debian, suite: bookworm, architecture: amd64 }
                ports: [{ number: 80 }]
                health: { port: 80, path: /healthz }

                """);
            var schedule = await File.ReadAllTextAsync(Path.Combine(stage.Folder, "schedules/web.yaml"));
            stage.Bench.Tree.Write($"schedules/f{number}.yaml", schedule
                .Replace("fleet: web", $"fleet: f{number}").Replace("image: web", $"image: i{number}")
                .Replace("desired: 3", $"desired: {Desired}"));
        }

        var random = new Random(20_261_201);
        var within = 0;
        foreach (var last in Enumerable.Range(0, Kills))
        {
            within += await KillAsync(stage, last, random) ? 1 : 0;
        }

        Assert.True(within > Kills / 2, $"only {within} of {Kills} kills came within a creation");
        await stage.Engine.UpAsync(Program(Kills - 1), skipPreview: true);
        await AssertNothingTwiceAsync(stage);
        stage.Engine.Forget();
        await stage.Engine.UpAsync(Program(Kills - 1), skipPreview: true);
        Assert.DoesNotContain(stage.Engine.Calls, call => call.Method is "Create" or "Update" or "Delete");

        await stage.Engine.DestroyAsync();
        Assert.Empty(await stage.FleetsAsync());
        foreach (var number in Enumerable.Range(0, Kills / 2))
        {
            Assert.Empty(await stage.VersionsAsync($"i{number}"));
        }
    }

    // An image, a fleet on it, the next image, …
    private static CodeProgram Program(int last, Func<Task>? end = null) => new(async deployment =>
    {
        JsonNode? version = null;
        for (var number = 0; number <= last; number++)
        {
            var made = await deployment.RegisterAsync(number % 2 == 0
                ? CodeProgram.Image($"i{number / 2}")
                : CodeProgram.Fleet($"f{number / 2}", version));
            version = made.Outputs["version"];
        }

        await (end?.Invoke() ?? Task.CompletedTask);
    });

    /// <returns>True if it came before the answer.</returns>
    private static async Task<bool> KillAsync(ProgramStage stage, int last, Random random)
    {
        var name = last % 2 == 0 ? $"GoldenImage i{last / 2}" : $"Fleet f{last / 2}";
        var after = (last % 2 == 0 ? ImageMax : FleetMax) * random.NextDouble();
        var killed = new TaskCompletionSource();
        stage.Engine.Before = call =>
        {
            if ($"{call}" == $"Create {name}")
            {
                _ = KillAfterAsync(after, stage.Engine.Current, killed);
            }
        };
        try
        {
            await stage.Engine.UpAsync(Program(last, () => killed.Task), skipPreview: true);
            return false;
        }
        catch (EngineFault)
        {
            await killed.Task;
            Assert.DoesNotContain(stage.Engine.State.Resources, known =>
                $"{known.Type} {known.Name}".EndsWith(name, StringComparison.Ordinal));
            return true;
        }
        finally
        {
            stage.Engine.Before = null;
        }
    }

    private static async Task KillAfterAsync(TimeSpan after, EngineProcess process, TaskCompletionSource killed)
    {
        // The moment is the seed's, not a fact's.
        using var timer = new PeriodicTimer(after + TimeSpan.FromMilliseconds(1));
        await timer.WaitForNextTickAsync();
        await process.KillAsync();
        killed.SetResult();
    }

    private static async Task AssertNothingTwiceAsync(ProgramStage stage)
    {
        foreach (var number in Enumerable.Range(0, Kills / 2))
        {
            var image = stage.Engine.State.Of(ProviderBench.ImageType, $"i{number}");
            var version = Assert.Single(await stage.VersionsAsync($"i{number}"));
            Assert.Equal(version.Version, (string)image.Outputs["version"]!);
            Assert.Equal($"{image.Urn}#{image.Id.Split('/')[1]}", Assert.Single(version.Pins));
            var instances = (await stage.SnapshotAsync($"f{number}")).Instances;
            Assert.Equal(Desired, instances.Length);
            Assert.All(instances, instance => Assert.Equal(version.Version, $"{instance.Image}"));
        }
    }
}
