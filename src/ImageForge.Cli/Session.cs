using System.CommandLine;
using ImageForge.Cli.Commands;
using ImageForge.Cli.Output;
using ImageForge.Engine;
using ImageForge.Targets;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace ImageForge.Cli;

/// <summary>
/// One run of the command line: where state and definitions lie, how to answer, and the log on stderr.
/// </summary>
internal sealed class Session : IDisposable
{
    private Session(ParseResult parsed)
    {
        Screen = new Screen(SharedOptions.OutputOf(parsed));
        Verbose = SharedOptions.IsVerbose(parsed);
        Logs = new SerilogLoggerFactory(
            new LoggerConfiguration()
                .MinimumLevel.Is(Verbose ? LogEventLevel.Debug : LogEventLevel.Error)
                .WriteTo.Console(
                    standardErrorFromLevel: LogEventLevel.Verbose,
                    outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}")
                .CreateLogger(),
            dispose: true);
        State = parsed.GetValue(SharedOptions.State) is { Length: > 0 } state
            ? new StateDirectory(state)
            : StateDirectory.Default();
        Definitions = Path.GetFullPath(
            parsed.GetValue(SharedOptions.Definitions)
            ?? Environment.GetEnvironmentVariable("IMAGEFORGE_DEFINITIONS")
            ?? ".");
        Target = TargetChoice.Parse(
            parsed.GetValue(SharedOptions.Target)
            ?? (Environment.GetEnvironmentVariable(TargetChoice.Variable) is { Length: > 0 } target
                ? target
                : TargetChoice.Local));
    }

    public Screen Screen { get; }

    /// <summary>Whether stack traces are welcome on stderr.</summary>
    public bool Verbose { get; }

    public ILoggerFactory Logs { get; }
    public StateDirectory State { get; }

    /// <summary>The folder that holds <c>images/</c> and <c>schedules/</c>.</summary>
    public string Definitions { get; }

    public TargetChoice Target { get; }

    /// <summary>Runs a verb and turns whatever goes wrong into one block and its exit code.</summary>
    public static async Task<int> RunAsync(
        ParseResult parsed, Func<Session, CancellationToken, Task<int>> verb, CancellationToken cancellationToken)
    {
        var errors = new ErrorBlock(parsed);
        try
        {
            using var session = new Session(parsed);
            return await verb(session, cancellationToken);
        }
        catch (Exception exception)
        {
            return errors.Show(exception, cancellationToken.IsCancellationRequested);
        }
    }

    /// <summary>Puts the engine together; makes the state directory first.</summary>
    public Rooms Rooms() => new(State, Definitions, Target, Logs);

    public void Dispose() => Logs.Dispose();
}
