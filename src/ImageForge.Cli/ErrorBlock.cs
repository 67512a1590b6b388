using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using ImageForge.Cli.Commands;
using ImageForge.Cli.Output;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;

namespace ImageForge.Cli;

/// <summary>
/// How a failure reaches a person: what, where, what was expected, the way out. For programs the same as one JSON
/// document.
/// Stack traces only on request, and never on stdout.
/// </summary>
internal sealed class ErrorBlock(ParseResult parsed)
{
    private const int Interrupted = 130;

    /// <summary>A command line that cannot be parsed; nothing was done.</summary>
    public static int ShowUsage(ParseResult parsed)
    {
        // No verb at all: what there is to choose from says more than an error.
        if (parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0)
        {
            parsed.RootCommandResult.Command.Parse([.. parsed.Tokens.Select(token => token.Value), "--help"]).Invoke();
            return (int)ForgeError.Usage;
        }

        var text = string.Join("; ", parsed.Errors.Select(error => error.Message.TrimEnd('.')));
        var verbs = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            verbs.Insert(0, result.Command.Name);
        }

        return new ErrorBlock(parsed)
            .Show(new ForgeException(ForgeError.Usage, text, $"see `{string.Join(' ', verbs)} --help`"),
                interrupted: false);
    }

    /// <returns>The exit code.</returns>
    public int Show(Exception exception, bool interrupted)
    {
        var failure = exception switch
        {
            OperationCanceledException when interrupted =>
                new Failure("Interrupted", Interrupted, "interrupted", null, []),
            DefinitionException wrong =>
                Of(ForgeError.InvalidDefinition, Count(wrong.Errors.Length), null, wrong.Errors),
            ForgeException known => Of(known.Error, known.Message, known.WayOut, []),
            TargetException target => Of(
                ForgeError.External, target.Message,
                target.IsTransient ? "the same command may work later" : "see `imageforge doctor`", []),
            _ => Unexpected(exception),
        };
        Print(failure);
        if (SharedOptions.IsVerbose(parsed))
        {
            Console.Error.WriteLine(exception);
        }

        return failure.ExitCode;
    }

    private static string Count(int errors) =>
        errors == 1 ? "a definition is wrong" : $"{errors} faults in the definitions";

    private static Failure Of(
        ForgeError error, string message, string? wayOut, ImmutableArray<DefinitionError> faults) =>
        new($"{error}", (int)error, message, wayOut, [.. faults.Select(DefinitionFault.Of)]);

    // A bug of ours: the person gets a line, the trace goes where it can be sent from.
    private static Failure Unexpected(Exception exception)
    {
        var place = Path.Combine(
            Path.GetTempPath(), $"imageforge-{DateTimeOffset.UtcNow:yyyyMMdd-HHmmss}-{Environment.ProcessId}.log");
        string wayOut;
        try
        {
            File.WriteAllText(place, $"{Environment.CommandLine}\n\n{exception}\n");
            wayOut = $"this is a fault of ImageForge; the details are in {place}";
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            wayOut = "this is a fault of ImageForge; run it again with --verbose for the details";
        }

        return Of(ForgeError.Unexpected, $"{exception.GetType().Name}: {exception.Message}", wayOut, []);
    }

    private void Print(Failure failure)
    {
        if (SharedOptions.OutputOf(parsed) == OutputFormat.Json)
        {
            Console.Out.WriteLine(
                JsonSerializer.Serialize(new FailureAnswer(failure), AnswerJson.Readable.FailureAnswer));
            return;
        }

        var colour = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;
        Console.Error.WriteLine($"{(colour ? "\e[31merror:\e[0m" : "error:")} {Indented(failure.Message)}");
        foreach (var fault in failure.Faults)
        {
            Console.Error.WriteLine($"  {fault.File}:{fault.Line}:{fault.Column}: {fault.Message}");
            if (fault.WayOut is not null)
            {
                Console.Error.WriteLine($"    {Indented(fault.WayOut)}");
            }
        }

        if (failure.WayOut is not null)
        {
            Console.Error.WriteLine($"  way out: {Indented(failure.WayOut)}");
        }
    }

    private static string Indented(string text) => text.TrimEnd().Replace("\n", "\n  ", StringComparison.Ordinal);
}
