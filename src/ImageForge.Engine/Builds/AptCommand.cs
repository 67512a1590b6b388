using System.Text;
using CliWrap;

namespace ImageForge.Engine.Builds;

/// <summary>One run of apt-get that never outlives us: a killed build's apt would hold the index's own locks.</summary>
/// <param name="ExitCode">0: done; 127: there is no apt-get.</param>
internal sealed record AptCommand(int ExitCode, string Output, string Errors)
{
    /// <summary>There is no apt-get to run.</summary>
    public const int NotFound = 127;

    /// <summary>Runs apt-get, and ends it when standard input does: the kernel closes our end however we end.</summary>
    public const string Script = """
        exec 3<&0 </dev/null
        apt-get "$@" 3<&- &
        apt=$!
        { read -r _ <&3; kill -KILL "$apt"; } >/dev/null 2>&1 &
        guard=$!
        wait "$apt"
        code=$?
        kill "$guard" 2>/dev/null
        exit "$code"
        """;

    /// <exception cref="OperationCanceledException">It was cancelled, or took longer than the limit.</exception>
    public static async Task<AptCommand> RunAsync(
        string config, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        var result = await Cli.Wrap("sh")
            .WithArguments(["-c", Script, "sh", .. arguments])
            .WithEnvironmentVariables(set => set.Set("APT_CONFIG", config).Set("LC_ALL", "C"))
            .WithStandardInputPipe(PipeSource.Create((_, token) => Task.Delay(Timeout.InfiniteTimeSpan, token)))
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(errors))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(deadline.Token);
        return new AptCommand(result.ExitCode, $"{output}", $"{errors}");
    }
}
