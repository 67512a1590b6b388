namespace ImageForge.Engine;

/// <summary>
/// A failure that a person can do something about: shown as one message with a way out, never as a stack trace.
/// </summary>
public sealed class ForgeException : Exception
{
    public ForgeException(ForgeError error, string message, string? wayOut = null, Exception? inner = null)
        : base(message, inner)
    {
        Error = error;
        WayOut = wayOut;
    }

    /// <summary>What kind of failure; decides the exit code.</summary>
    public ForgeError Error { get; }

    /// <summary>What the person can do next; null where the message already says it.</summary>
    public string? WayOut { get; }
}
