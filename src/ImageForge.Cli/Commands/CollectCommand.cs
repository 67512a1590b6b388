using System.CommandLine;
using ImageForge.Cli.Output;

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
        var items = planned
            ? await rooms.Leftovers.PlanAsync(cancellationToken)
            : await rooms.Leftovers.CollectAsync("imageforge gc", cancellationToken);
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
}
