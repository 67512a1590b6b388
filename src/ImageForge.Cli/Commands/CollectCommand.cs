using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Images;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge gc</c>: removes what nobody needs any more.</summary>
internal static class CollectCommand
{
    private static readonly Option<bool> Plan = new("--plan") { Description = "Show what would go, and stop" };

    public static Command Create() =>
        new Command("gc", "Remove leftovers of killed runs and what no image refers to any more")
    {
        Plan,
    }.Doing(RunAsync);

    private static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var planned = parsed.GetValue(Plan);
        var orphans = rooms.Machines.FindOrphans();
        if (!planned)
        {
            foreach (var orphan in orphans)
            {
                await rooms.Machines.RemoveAsync(orphan, cancellationToken);
            }
        }

        var expired = await ExpiredAsync(rooms, planned, cancellationToken);
        var rest = planned
            ? await rooms.Garbage.PlanAsync(new GarbageLimits(), cancellationToken)
            : await rooms.Garbage.CollectAsync(new GarbageLimits(), cancellationToken);
        IReadOnlyList<GarbageItem> items =
        [
            .. orphans.Select(orphan => new GarbageItem(GarbageKind.Machine, orphan.Path, 0, orphan.Reason)),
            .. expired,
            .. rest,
        ];
        var sheet = new Sheet("what", "size", "why", "path");
        foreach (var item in items)
        {
            sheet.Add($"{item.Kind}", Bytes.Text(item.Bytes), item.Reason, item.Path);
        }

        session.Screen.ShowOr(sheet, "nothing is left over");
        session.Screen.Line(
            $"{items.Count} things, {Bytes.Text(items.Sum(item => item.Bytes))} {(planned ? "would go" : "removed")}");
        session.Screen.Answer(new CollectAnswer(!planned, [.. items]), AnswerJson.Readable.CollectAnswer);
        return 0;
    }

    // Before the rest: layers and packages that only such a version refers to are nobody's from then on.
    private static async Task<List<GarbageItem>> ExpiredAsync(
        Rooms rooms, bool planned, CancellationToken cancellationToken)
    {
        var items = new List<GarbageItem>();
        foreach (var (artifact, reason) in await rooms.Retention.PlanAsync(cancellationToken))
        {
            if (!planned)
            {
                await rooms.Lifecycle.DeleteAsync(
                    artifact.Id, new PromotionPolicy(), new DecisionMaker("imageforge gc", reason),
                    rooms.References.OfAsync, cancellationToken);
            }

            items.Add(new GarbageItem(
                GarbageKind.Artifact, rooms.Artifacts.FolderOf(artifact.Id), ArtifactView.SizeOf(artifact), reason));
        }

        return items;
    }
}
