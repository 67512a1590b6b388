using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Rotations;
using ImageForge.Core.Tests.Images;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Images;
using ImageForge.Engine.Tests.Builds;
using ImageForge.Engine.Tests.Definitions;
using ImageForge.Engine.Tests.Rotations;

namespace ImageForge.Engine.Tests.Images;

/// <summary>Which built versions go, by real builds, definitions and journal, and a fleet in memory.</summary>
public sealed class ImageRetentionTests : IDisposable
{
    private static readonly DecisionMaker Ann = new("ann", "needed");

    private readonly BuildBench _bench = new();
    private readonly CopiedTree _tree = new();
    private readonly FakeFleetTarget _fleet;
    private readonly List<(string, ArtifactId)> _disks = [];

    public ImageRetentionTests()
    {
        _fleet = new FakeFleetTarget(_bench.Time);

        // What is built here is called as an image of the tree is.
        _tree.Replace("images/base/image.yaml", "name: base", "retention: { keep: 2, for: 30d }\nname: base");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _tree.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task Old_versions_beyond_the_newest_go_and_the_others_stay()
    {
        var old = await BuildAsync(3);
        _bench.Time.Ahead = TimeSpan.FromDays(31);
        await BuildAsync(2, from: 3);

        Assert.Equal(old.Select(artifact => artifact.Id), (await GoingAsync()).Select(going => going.Id));
    }

    [Fact]
    public async Task What_goes_is_deleted_by_its_proof_and_what_is_referred_to_meanwhile_is_not()
    {
        var built = await BuildAsync(4);
        _bench.Time.Ahead = TimeSpan.FromDays(400);
        var going = await GoingAsync();
        _disks.Add(("base-1", going[1].Id));

        await DeleteAsync(going[0].Id);
        var refusal = await Assert.ThrowsAsync<ForgeException>(() => DeleteAsync(going[1].Id));

        Assert.Equal(ForgeError.InUse, refusal.Error);
        Assert.Contains("stopped instance base-1", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(
            built.Skip(1).Select(artifact => artifact.Id).ToHashSet(),
            _bench.Artifacts.List().Select(artifact => artifact.Id).ToHashSet());

        Task DeleteAsync(ArtifactId image) => _bench.Lifecycle.DeleteAsync(
            image, new PromotionPolicy(), Ann, References.OfAsync, Cancellation);
    }

    [Fact]
    public async Task However_old_the_newest_stay_and_however_many_the_young_ones()
    {
        await BuildAsync(4);
        Assert.Empty(await GoingAsync());

        _bench.Time.Ahead = TimeSpan.FromDays(400);
        Assert.Equal(2, (await GoingAsync()).Count);
    }

    [Fact]
    public async Task What_is_referred_to_stays_whatever_its_age()
    {
        var built = await BuildAsync(6);
        _bench.Time.Ahead = TimeSpan.FromDays(400);
        await _bench.Lifecycle.PinAsync(built[0].Id, "ann", null, Ann, Cancellation);
        _disks.Add(("base-1", built[1].Id));
        await EnsureAsync();
        await _fleet.LaunchAsync(
            new FleetName("base"),
            new RotationCommand.Launch(new InstanceId("base-2"), built[2].Id, 0, 1, "token", null, "test"),
            Cancellation);

        Assert.Equal([built[3].Id], (await GoingAsync()).Select(going => going.Id));
    }

    [Fact]
    public async Task Nothing_goes_while_a_fleet_cannot_be_seen_or_a_schedule_cannot_be_read()
    {
        await BuildAsync(3);
        _bench.Time.Ahead = TimeSpan.FromDays(400);
        await EnsureAsync();
        _fleet.BlindUntil = DateTimeOffset.MaxValue;
        Assert.Equal(ForgeError.External, (await Assert.ThrowsAsync<ForgeException>(GoingAsync)).Error);

        _fleet.BlindUntil = default;
        _tree.Replace("schedules/site.yaml", "desired:", "wanted:");
        await Assert.ThrowsAsync<DefinitionException>(GoingAsync);
    }

    private ImageReferences References => new(
        _bench.State, _fleet, _bench.Journal.Journal, _bench.Images, _tree.Reader, () => _disks, () => [],
        _bench.Time);

    private Task EnsureAsync() => _fleet.EnsureFleetAsync(
        new RotationPolicy { Fleet = new FleetName("base"), Image = new ImageName("base"), Desired = 1 },
        new HealthProbe(80, "/"), Cancellation);

    private async Task<List<ImageArtifact>> GoingAsync()
    {
        var retention = new ImageRetention(_bench.Catalog, References, _tree.Reader, _bench.Time);
        return [.. (await retention.PlanAsync(Cancellation)).Select(going => going.Artifact)];
    }

    private async Task<List<ImageArtifact>> BuildAsync(int count, int from = 0)
    {
        var built = new List<ImageArtifact>();
        for (var number = from; number < from + count; number++)
        {
            var definition = WebImage.Definition with
            {
                Name = new ImageName("base"), Ports = [new OpenPort(80, "tcp"), new OpenPort(1000 + number, "tcp")],
            };
            _bench.Target.Evidence = plan => ScriptedTarget.Healthy(plan) with { Listening = definition.Ports };
            _bench.Time.Ahead += TimeSpan.FromSeconds(1);
            built.Add((await _bench.BuildAsync(WebImage.Plan(definition))).Artifact);
        }

        return built;
    }
}
