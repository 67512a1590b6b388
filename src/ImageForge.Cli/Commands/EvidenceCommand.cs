using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Engine;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge evidence list|release</c>: kept copies of instances' disks.</summary>
internal static class EvidenceCommand
{
    private static readonly Argument<string> Copy = new("copy")
    {
        Description = "A copy's name, as `imageforge evidence list` shows it",
    };

    private static readonly Option<bool> Verify = new("--verify")
    {
        Description = "Read every copy, and say which is not as it was made",
    };

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Why it is not needed any more; kept in the journal",
        HelpName = "text",
        Required = true,
    };

    public static Command Create() => new("evidence", "Kept copies of instances' disks: list, release")
    {
        new Command("list", "Every copy: of what, when, why, and its SHA-256") { Verify }.Doing(ListAsync),
        new Command("release", "Remove a copy that nobody needs any more") { Copy, Reason }.Doing(ReleaseAsync),
    };

    private static Task<int> ListAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var sheet = new Sheet("copy", "fleet", "image", "taken", "size", "sha256", "why");
        var answers = new List<EvidenceAnswer>();
        foreach (var copy in rooms.Evidence.List())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var fault = parsed.GetValue(Verify) ? rooms.Evidence.Fault(copy) : null;
            answers.Add(EvidenceAnswer.Of(copy, rooms.Evidence, fault));
            sheet.Add(
                copy.Name, copy.Fleet.Value, $"{copy.Image}", Ago.Text(copy.TakenAt), Bytes.Text(copy.Bytes),
                fault is null ? new Cell(copy.Sha256.Short) : new Cell("CHANGED", Tone.Bad), copy.Reason);
        }

        session.Screen.ShowOr(sheet, "no copy is kept");
        foreach (var answer in answers.Where(answer => answer.Fault is not null))
        {
            session.Screen.Line($"{answer.Name}: {answer.Fault}");
        }

        session.Screen.Answer(new EvidenceListAnswer([.. answers]), AnswerJson.Readable.EvidenceListAnswer);
        return Task.FromResult(answers.Exists(answer => answer.Fault is not null) ? (int)ForgeError.Integrity : 0);
    }

    private static async Task<int> ReleaseAsync(
        Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var copy = rooms.Evidence.Find(parsed.GetRequiredValue(Copy));
        await rooms.RotationControls.ReleaseEvidenceAsync(
            copy.Fleet, copy.Instance, copy.Name, Environment.UserName, parsed.GetRequiredValue(Reason),
            cancellationToken);
        rooms.Evidence.Remove(copy);
        session.Screen.Line($"{copy.Name} is gone");
        session.Screen.Answer(
            new EvidenceListAnswer([EvidenceAnswer.Of(copy, rooms.Evidence, null)]),
            AnswerJson.Readable.EvidenceListAnswer);
        return 0;
    }
}
