using ImageForge.Engine;
using ImageForge.Targets.Simulated.Serving;

namespace ImageForge.Cli;

/// <summary>Where fleets run: on this machine, or in a simulated cloud that a server shares out.</summary>
/// <param name="Cloud">Null for this machine.</param>
internal sealed record TargetChoice(Uri? Cloud)
{
    public const string Variable = "IMAGEFORGE_TARGET";
    public const string Local = "local";
    private const string Simulated = "simulated:";

    /// <exception cref="ForgeException">There is no such target (Usage).</exception>
    public static TargetChoice Parse(string text)
    {
        if (text == Local)
        {
            return new TargetChoice((Uri?)null);
        }

        return text.StartsWith(Simulated, StringComparison.Ordinal)
            ? new TargetChoice(CloudAddress.ParseTarget(text[Simulated.Length..]))
            : throw new ForgeException(
                ForgeError.Usage, $"'{text}' is no target",
                $"--target, or ${Variable}, is {Local} or {Simulated}http://127.0.0.1:PORT");
    }
}
