using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Engine;
using ImageForge.Targets.Local.Doctor;

namespace ImageForge.Cli.Commands;

/// <summary>
/// <c>imageforge doctor</c>: tries everything this machine must be able to do, and prints the fix for what it cannot.
/// </summary>
internal static class DoctorCommand
{
    public static Command Create() =>
        new Command("doctor", "Try what this machine must be able to do; print the fix for what it cannot")
            .Doing(RunAsync);

    private static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var checks = await new MachineDoctor(session.State).ExamineAsync(cancellationToken);
        var missing = checks.Count(check => check.State == DiagnosisState.Missing);
        var sheet = new Sheet("", "what", "found", "fix");
        foreach (var check in checks)
        {
            sheet.Add(Mark(check.State), check.Name, check.Found, check.Fix);
        }

        session.Screen.Show(sheet);
        session.Screen.Line(
            missing == 0
                ? "ready: images can be built and fleets run here"
                : $"{missing} missing: do what stands under fix, then run this again");
        session.Screen.Answer(new DoctorAnswer(missing == 0, [.. checks]), AnswerJson.Readable.DoctorAnswer);
        return missing == 0 ? 0 : (int)ForgeError.Environment;
    }

    private static Cell Mark(DiagnosisState state) => state switch
    {
        DiagnosisState.Fine => new Cell("ok", Tone.Good),
        DiagnosisState.Warning => new Cell("note", Tone.Waiting),
        _ => new Cell("MISSING", Tone.Bad),
    };
}
