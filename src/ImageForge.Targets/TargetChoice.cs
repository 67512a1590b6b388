using ImageForge.Engine;
using ImageForge.Targets.Simulated.Serving;

namespace ImageForge.Targets;

/// <summary>Where fleets run: on this machine, or in a simulated cloud that a server shares out.</summary>
/// <param name="Cloud">Null for this machine.</param>
public sealed record TargetChoice(Uri? Cloud)
{
    /// <summary>The environment variable that names one where the command line does not.</summary>
    public const string Variable = "IMAGEFORGE_TARGET";
    public const string Local = "local";
    private const string Simulated = "simulated:";

    /// <summary>Reads <c>local</c> or <c>simulated:http://127.0.0.1:7077</c>.</summary>
    /// <exception cref="ForgeException">There is no such target (Usage).</exception>
    public static TargetChoice Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
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

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Cloud is null ? Local : $"{Simulated}{Cloud}";
}
