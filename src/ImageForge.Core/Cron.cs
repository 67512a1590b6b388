namespace ImageForge.Core;

/// <summary>
/// When something comes round: minute, hour, day of the month, month, day of the week. A value alone; the engine's
/// reader of definitions makes it of words that it has checked, and says when it comes next.
/// </summary>
/// <param name="Text">As it was written, with one space between two fields.</param>
public sealed record Cron(string Text)
{
    public override string ToString() => Text;
}
