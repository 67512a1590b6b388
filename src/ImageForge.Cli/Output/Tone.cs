namespace ImageForge.Cli.Output;

/// <summary>How a value should strike the eye; only a terminal shows it.</summary>
internal enum Tone
{
    Plain,
    Good,
    Waiting,
    Bad,
    Faint,
}
