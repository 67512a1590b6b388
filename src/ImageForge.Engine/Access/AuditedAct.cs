namespace ImageForge.Engine.Access;

/// <summary>A change whose beginning is in the journal, and whose end is owed to it.</summary>
/// <param name="Run">Ties its two entries together.</param>
public sealed record AuditedAct(AuditJournal Journal, string Run, string Action)
{
    /// <summary>Records what became of it.</summary>
    /// <exception cref="ForgeException">The journal cannot be written; the change stays as it is.</exception>
    public Task EndAsync(bool isDone, string outcome) => Journal.EndAsync(this, isDone, outcome);
}
