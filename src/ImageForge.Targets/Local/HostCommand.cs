using System.ComponentModel;
using System.Text;
using CliWrap;
using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>Runs a tool of this machine to its end, with a limit.</summary>
internal static class HostCommand
{
    /// <summary>
    /// What a tool answered. A non-zero code is data; stderr alone is no failure (QEMU warns there and works).
    /// </summary>
    public sealed record Result(int ExitCode, string Output, string ErrorText);

    /// <exception cref="ForgeException">The tool is not installed.</exception>
    /// <exception cref="TargetException">
    /// The tool did not end within <paramref name="limit"/>; it was killed.
    /// </exception>
    public static async Task<Result> RunAsync(
        string tool, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        var output = new StringBuilder();
        var errors = new StringBuilder();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            var result = await Cli.Wrap(tool)
                .WithArguments(arguments)
                .WithValidation(CommandResultValidation.None)
                .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
                .WithStandardErrorPipe(PipeTarget.ToStringBuilder(errors))
                .ExecuteAsync(deadline.Token);
            return new Result(result.ExitCode, output.ToString(), errors.ToString().Trim());
        }
        catch (Win32Exception exception)
        {
            throw new ForgeException(
                ForgeError.Environment, $"{tool} cannot be run: {exception.Message}", "run: imageforge doctor",
                exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TargetException(
                $"{tool} did not end within {limit.TotalSeconds:0} s: {errors}", isTransient: true, exception);
        }
    }
}
