using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;

namespace ImageForge.Cli.Commands;

/// <summary>
/// <c>imageforge image list|show|diff|verify|rebuild</c>: what was built. What is decided of it is
/// <see cref="ImageDecisionCommand"/>'s.
/// </summary>
internal static class ImageCommand
{
    private static readonly Argument<string> Reference = new("image")
    {
        Description = "web (the newest), web:stable, web:canary, or web@ and the beginning of a plan digest",
    };

    private static readonly Option<bool> Compare = new("--compare")
    {
        Description = "What a rebuild does anyway: it compares, and replaces nothing",
    };

    private static readonly Argument<string> Older = new("older") { Description = "The image before" };
    private static readonly Argument<string> Newer = new("newer") { Description = "The image after" };

    public static Command Create()
    {
        var command = new Command("image", "What was built: list, show, compare, verify, rebuild, decide");
        foreach (var verb in Verbs().Concat(ImageDecisionCommand.Verbs()))
        {
            command.Add(verb);
        }

        return command;
    }

    private static Command[] Verbs() =>
    [
        new Command("list", "Every image built here, newest first").Doing(ListAsync),
        new Command("show", "One image: layers, gates with their evidence, files") { Reference }.Doing(ShowAsync),
        new Command("diff", "What changed between two images, and which CVEs that fixed") { Older, Newer }.Doing(
            DiffAsync),
        new Command("verify", "Prove that an image is what a trusted key signed, to the last byte") { Reference }.Doing(
            VerifyAsync),
        new Command("rebuild", "Make an image once more from nothing, of the same packages, and compare every byte")
        {
            Reference, Compare,
        }.Doing(RebuildAsync),
    ];

    private static async Task<int> ListAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var answers = new List<ArtifactAnswer>();
        var sheet = new Sheet("image", "state", "built", "size", "packages", "pockets");
        foreach (var artifact in await rooms.Images.ListAsync(cancellationToken))
        {
            var history = await rooms.Images.HistoryAsync(artifact.Id.Image, cancellationToken);
            answers.Add(ArtifactAnswer.Of(artifact, history, rooms.Artifacts));
            sheet.Add(
                $"{artifact.Id}", ArtifactView.StateOf(artifact, history), Ago.Text(artifact.BuiltAt),
                Bytes.Text(ArtifactView.SizeOf(artifact)), $"{artifact.Packages.Length}",
                string.Join(",", artifact.Base.Pockets).ToLowerInvariant());
        }

        session.Screen.ShowOr(sheet, "nothing was built yet: imageforge build <image>");
        session.Screen.Answer(new ImageListAnswer([.. answers]), AnswerJson.Readable.ImageListAnswer);
        return 0;
    }

    private static async Task<int> ShowAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var artifact = await rooms.Images.FindInAnyStateAsync(parsed.GetRequiredValue(Reference), cancellationToken);
        var history = await rooms.Images.HistoryAsync(artifact.Id.Image, cancellationToken);
        ArtifactView.Show(session.Screen, artifact, history, rooms.Artifacts.FolderOf(artifact.Id));
        session.Screen.Answer(
            ArtifactAnswer.Of(artifact, history, rooms.Artifacts), AnswerJson.Readable.ArtifactAnswer);
        return 0;
    }

    private static async Task<int> VerifyAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var reference = parsed.GetRequiredValue(Reference);
        var artifact = await rooms.Images.FindInAnyStateAsync(reference, cancellationToken);
        var faults = rooms.Artifacts.Faults(artifact.Id, cancellationToken).ToList();
        if (!ArtifactStore.IsVersion(reference)
            && await rooms.Images.MissingAsync(
                artifact.Id.Image, ImageChannel.Stable, cancellationToken) is { } missing)
        {
            faults.Add($"it is not what is stable: {missing} was released, and is not here any more");
        }

        var answer = new VerifyAnswer(
            $"{artifact.Id}", artifact.State, rooms.Artifacts.SignerOf(artifact.Id), faults.Count == 0, [.. faults]);
        VerifyView.Show(session.Screen, answer);
        session.Screen.Answer(answer, AnswerJson.Readable.VerifyAnswer);
        return faults.Count == 0 ? 0 : (int)ForgeError.Integrity;
    }

    private static async Task<int> RebuildAsync(
        Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var artifact = await rooms.Images.FindInAnyStateAsync(parsed.GetRequiredValue(Reference), cancellationToken);
        var rebuilds = rooms.Rebuilds;

        // It may have been built with --pockets.
        var definition = rooms.Definitions.ReadImage(
            artifact.Id.Image.Value, new DefinitionOverrides { Pockets = artifact.Base.Pockets });
        var view = new BuildView(session.Screen);
        var comparison = await session.Screen.WatchAsync(
            view.Draw, rebuilds.CompareAsync(artifact, definition, view, cancellationToken));
        RebuildView.Show(session.Screen, comparison);
        session.Screen.Answer(RebuildAnswer.Of(comparison), AnswerJson.Readable.RebuildAnswer);
        return comparison.IsIdentical ? 0 : (int)ForgeError.Integrity;
    }

    private static async Task<int> DiffAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var diff = rooms.Artifacts.Diff(
            await rooms.Images.FindInAnyStateAsync(parsed.GetRequiredValue(Older), cancellationToken),
            await rooms.Images.FindInAnyStateAsync(parsed.GetRequiredValue(Newer), cancellationToken));
        DiffView.Show(session.Screen, diff);
        session.Screen.Answer(DiffAnswer.Of(diff), AnswerJson.Readable.DiffAnswer);
        return 0;
    }
}
