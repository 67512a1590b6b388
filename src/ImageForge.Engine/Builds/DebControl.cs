using System.Text;
using CliWrap;

namespace ImageForge.Engine.Builds;

/// <summary>What a <c>.deb</c> file says of itself.</summary>
internal static class DebControl
{
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);

    /// <summary>Its control fields as they are; null, and why, if it is no package.</summary>
    public static async Task<(string? Text, string Fault)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ReadLimit);
        var result = await Cli.Wrap("dpkg-deb").WithArguments(["--field", path])
            .WithEnvironmentVariables(set => set.Set("LC_ALL", "C"))
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(errors))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(deadline.Token);
        return result.ExitCode == 0 ? ($"{output}".TrimEnd(), "") : (null, $"{errors}".Trim());
    }
}
