using System.CommandLine;

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

    public static readonly Option<OutputFormat> Output = new("--output", "-o")
    {
        Description = "text for people, json for programs: one document on stdout",
        HelpName = "text|json",
        Recursive = true,
        CustomParser = result => result.Tokens[0].Value switch
        {
            "text" => OutputFormat.Text,
            "json" => OutputFormat.Json,
            var other => Refuse(result, other),
        },
    };

    public static readonly Option<bool> Verbose = new("--verbose", "-v")
    {
        Description = "Log what is done to stderr, with stack traces where something fails",
        Recursive = true,
    };

    public static void AddTo(RootCommand root)
    {
        root.Add(Output);
        root.Add(State);
        root.Add(Definitions);
        root.Add(Verbose);
    }

    private static OutputFormat Refuse(System.CommandLine.Parsing.ArgumentResult result, string value)
    {
        result.AddError($"--output knows text and json, not '{value}'");
        return OutputFormat.Text;
    }
}
