using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Engine.Definitions;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge validate</c>: reads every definition and shows every fault with its place.</summary>
internal static class ValidateCommand
{
    public static Command Create() =>
        new Command("validate", "Read every definition there is; show every fault with its place")
            .Doing(RunAsync);

    private static Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var report = new DefinitionReader(session.Definitions).ValidateAll();
        if (!report.IsValid)
        {
            throw new DefinitionException(report.Errors);
        }

        session.Screen.Line(
            $"valid: {report.Images.Length} images, {report.Schedules.Length} schedules, "
            + $"{report.Controls.Length} controls, {report.Sensors.Length} sensors, {report.Waivers.Length} waivers, "
            + $"{report.Profiles.Length} profiles, {report.Feeds.Length} feeds, {report.Scenarios.Length} scenarios, "
            + $"{report.Noise.Length} noise measurements, {report.Webhooks.Length} webhooks in {report.Files.Length} files");
        if (!report.NotExercised.IsEmpty)
        {
            session.Screen.Line(
                $"never exercised: {string.Join(", ", report.NotExercised)}; `imageforge explain <id>` says why");
        }

        session.Screen.Answer(
            new ValidateAnswer(
                report.Images, report.Schedules, report.Controls, report.Sensors, report.Waivers, report.Files,
                report.Profiles, report.Feeds, report.Scenarios, report.Noise, report.NotExercised,
                report.Webhooks),
            AnswerJson.Readable.ValidateAnswer);
        return Task.FromResult(0);
    }
}
