using System.Collections.Immutable;
using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Targets;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge build &lt;image&gt;</c>.</summary>
internal static class BuildCommand
{
    private static readonly Argument<string> Image = new("image") { Description = "A folder under images/" };

    private static readonly Option<bool> Plan = new("--plan")
    {
        Description = "Show what would be built, layer by layer, and stop",
    };

    private static readonly Option<bool> Offline = new("--offline")
    {
        Description = "Use the package index and packages at hand, however old",
    };

    private static readonly Option<string?> Pockets = new("--pockets")
    {
        Description =
            "Parts of the suite to take packages from, in place of the definition's: release,updates,security",
        HelpName = "list",
    };

    public static Command Create() =>
        new Command("build", "Build an image, or find what an earlier build made of the same plan")
    {
        Image, Plan, Offline, Pockets,
    }.Doing(RunAsync);

    private static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var overrides = new DefinitionOverrides { Pockets = PocketList.Parse(parsed.GetValue(Pockets)) };
        using var telemetry = CommandTelemetry.Start(session.Logs);
        using var rooms = session.Rooms();
        var definition = rooms.Definitions.ReadImage(parsed.GetRequiredValue(Image), overrides);
        foreach (var sensor in definition.Sensors.Where(sensor => sensor.NotExercised is not null))
        {
            session.Screen.Line($"the sensor {sensor.Id} was never exercised: {sensor.NotExercised}");
        }

        var options = new BuildOptions { Offline = parsed.GetValue(Offline) };
        var plan = await rooms.Builds.PlanAsync(definition, options, cancellationToken);

        // A hotfix that a build of the whole does not contain must not go unsaid.
        var setbacks = await rooms.Builds.SetbacksAsync(plan, cancellationToken);
        foreach (var setback in setbacks)
        {
            session.Screen.Line($"older than what is stable: {setback}");
        }

        if (parsed.GetValue(Plan))
        {
            ShowPlan(session.Screen, rooms, plan, setbacks);
            return 0;
        }

        session.Screen.Line(
            $"{plan.Artifact}  {plan.Packages.Installed.Length} packages, "
            + $"index fetched {Ago.Text(plan.Packages.IndexFetchedAt)}");
        var view = new BuildView(session.Screen);
        var outcome = await session.Screen.WatchAsync(
            view.Draw, rooms.Builds.BuildAsync(plan, options, view, cancellationToken));
        ArtifactView.ShowOutcome(session.Screen, outcome, rooms.Artifacts.FolderOf(outcome.Artifact.Id));
        var history = await rooms.Images.HistoryAsync(outcome.Artifact.Id.Image, cancellationToken);
        ArtifactView.ShowChannels(session.Screen, outcome.Artifact, history);
        session.Screen.Answer(
            new BuildAnswer(outcome.Reused, ArtifactAnswer.Of(outcome.Artifact, history, rooms.Artifacts)),
            AnswerJson.Readable.BuildAnswer);
        return outcome.Artifact.State == ImageState.Refused ? (int)ForgeError.GateRefused : 0;
    }

    private static void ShowPlan(
        Screen screen, Rooms rooms, BuildPlan plan, ImmutableArray<PackageSetback> setbacks)
    {
        var sheet = new Sheet("layer", "key", "steps", "cache");
        foreach (var layer in plan.Layers)
        {
            var cached = rooms.BuildTarget.HasLayer(layer);
            sheet.Add(
                layer.Name, layer.Key.Short, $"{layer.Steps.Length}",
                cached ? new Cell("cached", Tone.Good) : new Cell("to be built", Tone.Waiting));
        }

        screen.Heading($"{plan.Artifact} for target {plan.Target}");
        screen.Show(sheet);
        screen.Line(
            $"{plan.Packages.Base.Length} base packages, {plan.Packages.Additional.Length} more; "
            + $"index fetched {Ago.Text(plan.Packages.IndexFetchedAt)}");
        screen.Line($"gates: {string.Join(", ", plan.Gates.Select(gate => gate.Name))}");
        screen.Answer(BuildPlanAnswer.Of(plan, rooms.BuildTarget, setbacks), AnswerJson.Readable.BuildPlanAnswer);
    }
}
