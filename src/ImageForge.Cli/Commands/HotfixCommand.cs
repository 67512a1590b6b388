using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;
using ImageForge.Engine;
using ImageForge.Engine.Hotfixes;
using ImageForge.Engine.Images;
using ImageForge.Engine.Rotations;
using ImageForge.Targets;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge hotfix</c>: one package, the same gates, the fleets at once.</summary>
internal static class HotfixCommand
{
    private static readonly Option<string?> Package = new("--package")
    {
        Description = "A binary or a source package, with =version where the newest is not meant",
        HelpName = "name[=version]",
    };

    private static readonly Option<string?> Cve = new("--cve")
    {
        Description = "A vulnerability; feeds say which packages have it",
        HelpName = "id",
    };

    private static readonly Option<string[]> Images = new("--image")
    {
        Description = "Only this image; may be given several times [default: every image with a stable version]",
        HelpName = "image",
    };

    private static readonly Option<string[]> Fleets = new("--fleet")
    {
        Description = "Only this fleet is rotated; may be given several times [default: all that run what is changed]",
        HelpName = "fleet",
    };

    private static readonly Option<bool> Plan = new("--plan")
    {
        Description = "Show which images and instances are affected and what would be built, and stop",
    };

    private static readonly Option<bool> Offline = new("--offline")
    {
        Description = "Use the package index and packages at hand, however old",
    };

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Kept in the journal",
        HelpName = "text",
        DefaultValueFactory = _ => "asked for on the command line",
    };

    private static readonly Option<string?> Key = new("--key")
    {
        Description = "A private key in PEM that signs the release [default: the key that signs images here]",
        HelpName = "file",
    };

    private static readonly Argument<string?> Id = new("hotfix")
    {
        Description = "Its id [default: all of them]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string> Abandoned = new("hotfix") { Description = "Its id" };

    public static Command Create() => new Command(
        "hotfix", "Bring one package to where it matters fast: same gates, canary, rotation; resumes what was begun")
    {
        Package, Cve, Images, Fleets, Plan, Offline, Reason, Key,
        new Command("report", "What became of hotfixes, by the clock that ran from the decision") { Id }
            .Doing(ReportAsync),
        new Command("abandon", "End a hotfix that nobody wants to finish; what it released stays") { Abandoned, Reason }
            .Doing(AbandonAsync),
    }.Doing(RunAsync);

    private static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new HotfixRequest(
            WishOf(parsed), [.. parsed.GetValue(Images) ?? []], [.. parsed.GetValue(Fleets) ?? []])
        {
            Offline = parsed.GetValue(Offline),
        };
        using var telemetry = CommandTelemetry.Start(session.Logs);
        using var rooms = session.Rooms();
        var maker = new DecisionMaker(
            Environment.UserName, parsed.GetRequiredValue(Reason), parsed.GetValue(Key));
        var fetching = new BuildView(session.Screen);
        var plan = await session.Screen.WatchAsync(
            fetching.Draw, rooms.HotfixPlanner.PlanAsync(request, fetching, cancellationToken));
        HotfixView.ShowPlan(session.Screen, plan);
        if (parsed.GetValue(Plan))
        {
            session.Screen.Answer(Planned(plan), AnswerJson.Readable.HotfixAnswer);
            return 0;
        }

        using var held = rooms.HotfixRun.Take(plan);
        rooms.HotfixRun.RequireApproval(plan, maker);
        await rooms.HotfixRun.DecideAsync(plan, maker.By, maker.Reason, cancellationToken);
        var built = await BuildAsync(session.Screen, rooms, plan, request.Offline, cancellationToken);
        await rooms.HotfixRun.ReleaseAsync(plan, built, maker, cancellationToken);
        var left = await RotateAsync(session.Screen, rooms, plan, maker, cancellationToken);
        return await EndAsync(session.Screen, rooms, plan, left, cancellationToken);
    }

    private static HotfixWish WishOf(ParseResult parsed)
    {
        var (package, cve) = (parsed.GetValue(Package), parsed.GetValue(Cve));
        if ((package is null) == (cve is null))
        {
            throw new ForgeException(
                ForgeError.Usage, "a hotfix is for one package or for one vulnerability",
                "write either --package openssl, --package openssl=3.0.17-1~deb12u3, or --cve CVE-2026-0001");
        }

        return package?.Split('=', 2) is [var name, var version]
            ? new HotfixWish(name, version, null)
            : new HotfixWish(package, null, cve);
    }

    private static async Task<List<ImageArtifact>> BuildAsync(
        Screen screen, Rooms rooms, HotfixPlan plan, bool offline, CancellationToken cancellationToken)
    {
        var built = new List<ImageArtifact>();
        foreach (var (change, build) in plan.Images)
        {
            screen.Heading($"building {change.To}");
            var view = new BuildView(screen);
            var artifact = await screen.WatchAsync(
                view.Draw, rooms.HotfixRun.BuildAsync(plan, build, offline, view, cancellationToken));
            ArtifactView.ShowGates(screen, artifact);
            built.Add(artifact);
        }

        return built;
    }

    // The names of fleets that are not all on their new image.
    private static async Task<List<string>> RotateAsync(
        Screen screen, Rooms rooms, HotfixPlan plan, DecisionMaker maker, CancellationToken cancellationToken)
    {
        var left = new List<string>();
        foreach (var (policy, instances) in plan.Fleets)
        {
            if (plan.Begun?.Fleets.GetValueOrDefault(policy.Fleet) is { Complete: true })
            {
                continue;
            }

            screen.Heading($"rotating fleet {policy.Fleet}");
            var target = plan.Images.First(image => image.Change.From.Image == policy.Image).Change.To;
            var last = await RotationRun.WatchAsync(
                screen, target,
                rooms.HotfixRun.RotateAsync(plan, policy, instances, maker, cancellationToken));
            screen.Line($"  fleet {policy.Fleet}: {last?.End}, {last?.EndReason}");
            if (last?.End != PassEnd.Complete)
            {
                left.Add(policy.Fleet.Value);
            }
        }

        return left;
    }

    private static async Task<int> EndAsync(
        Screen screen, Rooms rooms, HotfixPlan plan, List<string> left, CancellationToken cancellationToken)
    {
        if (left.Count == 0)
        {
            await rooms.HotfixRun.FinishAsync(
                plan, done: true, $"{plan.Images.Length} images, {plan.Fleets.Length} fleets", cancellationToken);
        }

        var record = (await rooms.Hotfixes.ListAsync(cancellationToken)).First(known => known.Id == plan.Id);
        var answer = HotfixAnswer.Of(record);
        HotfixView.ShowReport(screen, answer);
        if (left.Count > 0)
        {
            screen.Line($"not all of {string.Join(", ", left)} is on the new image; the same command goes on");
        }

        screen.Answer(answer, AnswerJson.Readable.HotfixAnswer);
        return left.Count == 0 ? 0 : (int)ForgeError.RotationHeld;
    }

    private static async Task<int> ReportAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var id = parsed.GetValue(Id);
        var reports = (await rooms.Hotfixes.ListAsync(cancellationToken))
            .Where(record => id is null || record.Id == id).Select(HotfixAnswer.Of).ToList();
        if (id is not null && reports.Count == 0)
        {
            throw new ForgeException(
                ForgeError.NotFound, $"there is no hotfix {id}", "`imageforge hotfix report` shows all there were");
        }

        foreach (var report in reports)
        {
            HotfixView.ShowReport(session.Screen, report);
        }

        if (reports.Count == 0)
        {
            session.Screen.Line("there was no hotfix yet");
        }

        session.Screen.Answer(new HotfixListAnswer([.. reports]), AnswerJson.Readable.HotfixListAnswer);
        return 0;
    }

    private static async Task<int> AbandonAsync(
        Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var id = parsed.GetRequiredValue(Abandoned);
        await rooms.HotfixRun.AbandonAsync(
            id, Environment.UserName, parsed.GetRequiredValue(Reason), cancellationToken);
        var record = (await rooms.Hotfixes.ListAsync(cancellationToken)).First(known => known.Id == id);
        session.Screen.Line($"{id} is ended");
        session.Screen.Answer(HotfixAnswer.Of(record), AnswerJson.Readable.HotfixAnswer);
        return 0;
    }

    private static HotfixAnswer Planned(HotfixPlan plan) => new(
        plan.Id, $"{plan.Wish}", "planned", "", "", null,
        [.. plan.Images.Select(image => new HotfixImageAnswer(
            $"{image.Change.From}", $"{image.Change.To}", HotfixAnswer.PackagesOf(image.Change), null, null, []))],
        [.. plan.Images.SelectMany(image => image.Build.Gates).Select(gate => gate.Name).Distinct()],
        [.. plan.Fleets.Select(fleet => new HotfixFleetAnswer(
            fleet.Policy.Fleet.Value, fleet.Instances, null, null, null, Complete: false, ""))],
        [.. plan.Unaffected.Select(image => $"{image.Image}: {image.Reason}")], null, null, "");
}
