using ImageForge.Engine.Journal;
using ImageForge.Engine.Store;

namespace ImageForge.Cli;

/// <summary>The engine's parts put together for this run: the only place that knows which class stands behind which port.</summary>
internal sealed class Rooms(Session session)
{
    public SqliteJournal Journal { get; } = new(
        new ForgeDatabase(session.CreateState()), new InstallationKey(session.State), TimeProvider.System);
}
