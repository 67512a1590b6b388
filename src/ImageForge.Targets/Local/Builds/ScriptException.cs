namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// A build script failed; its caller knows which step that was and says so in a
/// <see cref="Engine.TargetException"/>.
/// </summary>
internal sealed class ScriptException(string reason, string output, string unfit = "")
    : Exception($"{reason}: {output}")
{
    /// <summary>How it ended: <c>exit code 2</c>.</summary>
    public string Reason { get; } = reason;

    /// <summary>The last of what it printed.</summary>
    public string Output { get; } = output;

    /// <summary>What the script itself found unfit, such as <c>disk</c>; empty if it did not say.</summary>
    public string Unfit { get; } = unfit;
}
