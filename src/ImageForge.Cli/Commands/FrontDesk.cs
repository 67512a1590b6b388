using System.CommandLine;

namespace ImageForge.Cli.Commands;

/// <summary>The command line as a whole: every verb, the options they share, and the exit codes.</summary>
internal static class FrontDesk
{
    private const string Description = """
        ImageForge builds hardened machine images from code, proves them, and keeps fleets running on them.

        Exit codes: 0 done · 1 unexpected · 2 usage · 3 invalid definition · 4 a gate refused the image ·
        5 rotation held or stopped · 6 not found · 7 this machine lacks something · 8 something outside failed ·
        9 stored state is damaged · 10 busy · 11 others decide this · 12 still referred to · 130 interrupted
        """;

    public static RootCommand Create()
    {
        var root = new RootCommand(Description)
        {
            QuickstartCommand.Create(),
            DoctorCommand.Create(),
            ValidateCommand.Create(),
            BuildCommand.Create(),
            HotfixCommand.Create(),
            RiskCommand.Create(),
            ImageCommand.Create(),
            KeyCommand.Create(),
            CredentialCommand.Create(),
            FeedCommand.Create(),
            ExplainCommand.Create(),
            FleetCommand.Create(),
            RotateCommand.Create(),
            RotationCommand.Create(),
            ServeCommand.Create(),
            TokenCommand.Create(),
            SimulateCommand.Create(),
            DetectionCommand.Create(),
            EvidenceCommand.Create(),
            WhyCommand.Create(),
            JournalCommand.Create(),
            CollectCommand.Create(),
            PulumiCommand.Create(),
        };
        SharedOptions.AddTo(root);
        return root;
    }
}
