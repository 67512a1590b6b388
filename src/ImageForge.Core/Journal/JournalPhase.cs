namespace ImageForge.Core.Journal;

/// <summary>What an entry says of its act.</summary>
public enum JournalPhase
{
    Began,
    Done,
    Failed,
    Undone,
    Noted,
}
