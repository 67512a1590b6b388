using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Engine;
using ImageForge.Engine.Quickstart;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge quickstart</c>: the main job once through, with proof.</summary>
internal static class QuickstartCommand
{
    private const double RateMin = 1;
    private const double RateMax = 1_000;

    private static readonly Option<bool> Keep = new("--keep")
    {
        Description = "Leave the fleet running at the end",
    };

    private static readonly Option<double> Rate = new("--rate")
    {
        Description = "Requests a second while the fleet rotates, 1 to 1000 [default: 20]",
        HelpName = "number",
        DefaultValueFactory = _ => 20,
    };

    public static Command Create() => new Command(
        "quickstart", "Build a hardened image, run a fleet on it, and move the fleet onto today's image under load")
    {
        Keep, Rate,
    }.Doing(RunAsync);

    private static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var rate = parsed.GetValue(Rate);
        if (rate is not (>= RateMin and <= RateMax))
        {
            throw new ForgeException(
                ForgeError.Usage, $"--rate {rate} is outside {RateMin} to {RateMax} requests a second");
        }

        using var rooms = session.Rooms();
        var options = new QuickstartOptions { Rate = rate, Keep = parsed.GetValue(Keep) };
        var view = new QuickstartView(session.Screen, options);
        view.Introduce();
        var report = await session.Screen.WatchAsync(
            view.Draw, rooms.Quickstart.RunAsync(options, view, cancellationToken));
        new QuickstartSummary(session.Screen, report, session.State, rooms.Artifacts).Show();
        var history = await rooms.Images.HistoryAsync(report.Patched.Id.Image, cancellationToken);
        session.Screen.Answer(
            QuickstartAnswer.Of(report, history, rooms.Artifacts), AnswerJson.Readable.QuickstartAnswer);
        return (report.RotationComplete, report.Faults.IsEmpty) switch
        {
            (_, true) => 0,
            (false, _) => (int)ForgeError.RotationHeld,
            _ => (int)ForgeError.External,
        };
    }
}
