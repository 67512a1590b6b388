using System.CommandLine;
using ImageForge.Targets;

namespace ImageForge.Cli.Commands;

/// <summary>Options that every verb understands.</summary>
internal static class SharedOptions
{
    public static readonly Option<string?> State = new("--state")
    {
        Description = "Folder for everything outside the checkout "
            + "[default: $IMAGEFORGE_STATE, else /var/lib/imageforge for root, else ~/.local/share/imageforge]",
        HelpName = "dir",
        Recursive = true,
    };

    public static readonly Option<string?> Definitions = new("--definitions")
    {
        Description = "Folder that holds images/ and schedules/ [default: $IMAGEFORGE_DEFINITIONS, else here]",
        HelpName = "dir",
        Recursive = true,
    };

    public static readonly Option<string?> Target = new("--target")
    {
        Description = "Where fleets run: on this machine, or in a simulated cloud that `simulate --listen` serves "
            + $"[default: ${TargetChoice.Variable}, else {TargetChoice.Local}]",
        HelpName = "local|simulated:http://127.0.0.1:port",
        Recursive = true,
    };

    private static readonly Option<string> Output = new Option<string>("--output", "-o")
    {
        Description = "text for people, json for programs: one document on stdout",
        HelpName = "text|json",
        Recursive = true,
    }.AcceptOnlyFromAmong("text", "json");

    private static readonly Option<bool> Verbose = new("--verbose", "-v")
    {
        Description = "Log what is done to stderr, with stack traces where something fails",
        Recursive = true,
    };

    public static void AddTo(RootCommand root)
    {
        root.Add(Output);
        root.Add(State);
        root.Add(Definitions);
        root.Add(Target);
        root.Add(Verbose);
    }

    /// <summary>For whom the answer is; for people where the command line does not say it properly.</summary>
    public static OutputFormat OutputOf(ParseResult parsed) =>
        parsed.GetResult(Output)?.Tokens is [{ Value: "json" }] ? OutputFormat.Json : OutputFormat.Text;

    /// <summary>Whether stack traces are welcome on stderr.</summary>
    public static bool IsVerbose(ParseResult parsed) => parsed.Errors.Count == 0 && parsed.GetValue(Verbose);
}
