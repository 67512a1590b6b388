using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Core.Fleets;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Images;
using ImageForge.Engine.Journal;
using ImageForge.Targets;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge fleet launch|list|show|snapshot|protect|unprotect|release|destroy</c>.</summary>
internal static class FleetCommand
{
    private static readonly Argument<string> Fleet = new("fleet")
    {
        Description = "A file under schedules/, without .yaml",
    };

    private static readonly Option<string?> Image = new("--image")
    {
        Description = "Which built image [default: what the schedule's image and channel name]",
        HelpName = "image",
    };

    private static readonly Argument<string> Instance = new("instance") { Description = "One of its instances" };

    private static readonly Option<string> For = new("--for")
    {
        Description = "How long, such as 8h or 2d",
        HelpName = "duration",
        Required = true,
    };

    private static readonly Option<bool> WithoutCopy = new("--without-copy")
    {
        Description = "Although no copy of its disk is kept: what it would prove is lost",
    };

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Shown to whoever wonders, and kept in the journal",
        HelpName = "text",
        Required = true,
    };

    public static Command Create() => new(
        "fleet", "Fleets of running instances: launch, list, show, snapshot, protect, unprotect, release, destroy")
    {
        new Command("launch", "Start a fleet as its schedule says") { Fleet, Image }.Doing(LaunchAsync),
        new Command("list", "Every fleet of this machine").Doing(ListAsync),
        new Command("show", "One fleet, a row an instance") { Fleet }.Doing(ShowAsync),
        new Command("snapshot", "One look at a fleet as JSON, for `imageforge simulate --against`") { Fleet }.Doing(
            SnapshotAsync),
        new Command("protect", "Leave an instance alone for a while; rotations wait for it, then skip and report it")
        {
            Fleet, Instance, For, Reason,
        }.Doing(ProtectAsync),
        new Command("unprotect", "End a protection before its time") { Fleet, Instance }.Doing(UnprotectAsync),
        new Command("release", "Keep a quarantined instance no longer; the next rotation removes it")
        {
            Fleet, Instance, Reason, WithoutCopy,
        }.Doing(ReleaseAsync),
        new Command("destroy", "Terminate every instance, whatever the floor, and remove the fleet") { Fleet }.Doing(
            DestroyAsync),
    };

    private static async Task<int> LaunchAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var policy = rooms.Definitions.ReadSchedule(parsed.GetRequiredValue(Fleet));
        var artifact = await rooms.Images.FindAsync(
            parsed.GetValue(Image) ?? ImageCatalog.ReferenceOf(policy.Image, policy.Channel), cancellationToken);
        var end = await RotationRun.WatchAsync(
            session.Screen, artifact.Id, rooms.Rotations.LaunchFleetAsync(policy, artifact, cancellationToken));
        return await RotationRun.ShowEndAsync(session.Screen, rooms, policy, end, cancellationToken);
    }

    private static async Task<int> ListAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var sheet = new Sheet("fleet", "instances", "in service", "images", "endpoint");
        var fleets = new List<FleetAnswer>();
        foreach (var name in await rooms.Fleets.ListFleetsAsync(cancellationToken))
        {
            var snapshot = await rooms.LookAsync(name, cancellationToken);
            var fleet = FleetAnswer.Of(snapshot, await rooms.Fleets.EndpointAsync(name, cancellationToken));
            fleets.Add(fleet);
            sheet.Add(
                fleet.Fleet, $"{snapshot.Instances.Length}",
                $"{snapshot.Instances.Count(instance => instance.Service == ServiceState.InService)}",
                string.Join(", ", snapshot.Instances.Select(instance => $"{instance.Image}").Distinct()),
                fleet.Endpoint ?? "down");
        }

        session.Screen.ShowOr(sheet, "no fleet runs here: imageforge fleet launch <schedule>");
        session.Screen.Answer(new FleetListAnswer([.. fleets]), AnswerJson.Readable.FleetListAnswer);
        return 0;
    }

    private static async Task<int> ShowAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var name = await KnownFleet.FindAsync(rooms, parsed.GetRequiredValue(Fleet), cancellationToken);
        var snapshot = await rooms.LookAsync(name, cancellationToken);
        var fleet = FleetAnswer.Of(snapshot, await rooms.Fleets.EndpointAsync(name, cancellationToken));
        session.Screen.Heading($"fleet {name}  {fleet.Endpoint ?? "its load balancer is down"}");
        session.Screen.Show(FleetSheet.Of(snapshot, target: null));
        session.Screen.Answer(fleet, AnswerJson.Readable.FleetAnswer);
        return 0;
    }

    private static async Task<int> SnapshotAsync(
        Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var name = await KnownFleet.FindAsync(rooms, parsed.GetRequiredValue(Fleet), cancellationToken);
        Screen.Document(FleetSnapshotText.Write(await rooms.LookAsync(name, cancellationToken)));
        return 0;
    }

    private static async Task<int> ProtectAsync(
        Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var (fleet, instance) = await FindAsync(rooms, parsed, cancellationToken);
        var text = parsed.GetRequiredValue(For);
        var duration = DurationText.Parse(text) ?? throw new ForgeException(
            ForgeError.Usage, $"--for: '{text}' is no duration", "write a number and s, m, h or d, such as 8h");
        var until = await rooms.RotationControls.ProtectAsync(
            fleet, instance, duration, Environment.UserName, parsed.GetRequiredValue(Reason), cancellationToken);
        session.Screen.Line($"{instance} is left alone until {until:yyyy-MM-dd HH:mm:ss} UTC");
        session.Screen.Answer(
            new ProtectionAnswer(fleet.Value, instance.Value, until), AnswerJson.Readable.ProtectionAnswer);
        return 0;
    }

    private static async Task<int> UnprotectAsync(
        Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var (fleet, instance) = await FindAsync(rooms, parsed, cancellationToken);
        await rooms.RotationControls.UnprotectAsync(fleet, instance, Environment.UserName, cancellationToken);
        session.Screen.Line($"{instance} is not protected any more");
        session.Screen.Answer(
            new ProtectionAnswer(fleet.Value, instance.Value, null), AnswerJson.Readable.ProtectionAnswer);
        return 0;
    }

    private static async Task<int> ReleaseAsync(
        Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var (fleet, instance) = await FindAsync(rooms, parsed, cancellationToken);
        await rooms.RotationControls.ReleaseAsync(
            fleet, instance, parsed.GetValue(WithoutCopy), Environment.UserName, parsed.GetRequiredValue(Reason),
            cancellationToken);
        session.Screen.Line($"{instance} goes with the next rotation: imageforge rotate {fleet}");
        session.Screen.Answer(
            new InstanceReleaseAnswer(fleet.Value, instance.Value), AnswerJson.Readable.InstanceReleaseAnswer);
        return 0;
    }

    private static async Task<(FleetName Fleet, InstanceId Instance)> FindAsync(
        Rooms rooms, ParseResult parsed, CancellationToken cancellationToken)
    {
        var fleet = await KnownFleet.FindAsync(rooms, parsed.GetRequiredValue(Fleet), cancellationToken);
        var instances = await KnownFleet.InstancesAsync(
            rooms, fleet, [parsed.GetRequiredValue(Instance)], cancellationToken);
        return (fleet, instances[0]);
    }

    private static async Task<int> DestroyAsync(
        Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var name = await KnownFleet.FindAsync(rooms, parsed.GetRequiredValue(Fleet), cancellationToken);
        var terminated = await rooms.Rotations.DestroyAsync(name, cancellationToken);
        session.Screen.Line($"fleet {name} is gone; {terminated} instances terminated");
        session.Screen.Answer(new FleetRemovalAnswer(name.Value, terminated), AnswerJson.Readable.FleetRemovalAnswer);
        return 0;
    }
}
