using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Core.Journal;
using ImageForge.Engine;

namespace ImageForge.Cli.Commands;

/// <summary>
/// <c>imageforge journal show|verify</c>: what was done and why, and the proof that nobody rewrote it.
/// </summary>
internal static class JournalCommand
{
    private static readonly Argument<string?> Chain = new("chain")
    {
        Description =
            "fleet/<name>, build/<plan digest>, image/<name> or audit; a beginning that fits one chain is enough. "
            + "Without it: the list",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create() => new("journal", "What was done, in order and with its reason")
    {
        new Command("show", "Show a chain, or list the chains") { Chain }.Doing(ShowAsync),
        new Command("verify", "Prove every chain whole and every signed head in place").Doing(VerifyAsync),
    };

    private static async Task<int> ShowAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var rooms = session.Rooms();
        var chains = await rooms.Journal.ListChainsAsync(cancellationToken);
        if (parsed.GetValue(Chain) is not { } wanted)
        {
            var sheet = new Sheet("chain", "entries");
            foreach (var (name, count) in chains)
            {
                sheet.Add(name, $"{count}");
            }

            session.Screen.ShowOr(sheet, "nothing was done yet");
            session.Screen.Answer(
                new JournalAnswer([.. chains.Select(chain => new JournalChainAnswer(chain.Chain, chain.Entries))], []),
                AnswerJson.Readable.JournalAnswer);
            return 0;
        }

        var matching = chains.Where(chain => chain.Chain.StartsWith(wanted, StringComparison.Ordinal)).ToList();
        var exact = matching.FindIndex(chain => chain.Chain == wanted);
        var (found, entries) = matching switch
        {
            _ when exact >= 0 => matching[exact],
            [var only] => only,
            [] => throw new ForgeException(
                ForgeError.NotFound, $"no chain begins with '{wanted}'", "`imageforge journal show` lists them"),
            _ => throw new ForgeException(
                ForgeError.NotFound, $"{matching.Count} chains begin with '{wanted}'",
                "give more of the name: `imageforge journal show` lists them"),
        };
        var shown = new List<JournalEntryAnswer>();
        await foreach (var entry in rooms.Journal.ReadAsync(found, after: 0, cancellationToken))
        {
            Show(session.Screen, entry);
            if (session.Screen.IsJson)
            {
                shown.Add(JournalEntryAnswer.Of(entry));
            }
        }

        session.Screen.Answer(
            new JournalAnswer([new JournalChainAnswer(found, entries)], [.. shown]), AnswerJson.Readable.JournalAnswer);
        return 0;
    }

    private static void Show(Screen screen, JournalEntry entry) =>
        screen.Line(
            $"{entry.Sequence,5}  {entry.At:yyyy-MM-dd HH:mm:ss}Z  {entry.Phase,-6}  {entry.Subject}  {entry.Data}");

    private static async Task<int> VerifyAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var rooms = session.Rooms();
        var chains = await rooms.Journal.ListChainsAsync(cancellationToken);
        string[] faults =
        [
            .. await rooms.Journal.VerifyAsync(cancellationToken), .. await rooms.Witness.LookAsync(cancellationToken),
        ];
        session.Screen.Answer(
            new JournalProofAnswer(faults.Length == 0, chains.Count, [.. faults]),
            AnswerJson.Readable.JournalProofAnswer);
        session.Screen.Line(
            faults.Length == 0
                ? $"{chains.Count} chains, {chains.Sum(chain => chain.Entries)} entries: whole, every head as signed"
                : $"{faults.Length} faults in {chains.Count} chains:");
        foreach (var fault in faults)
        {
            session.Screen.Line($"  {fault}");
        }

        return faults.Length == 0 ? 0 : (int)ForgeError.Integrity;
    }
}
