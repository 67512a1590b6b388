using System.Data.Common;
using ImageForge.Engine.Builds;
using Microsoft.Data.Sqlite;

namespace ImageForge.Engine.Store;

/// <summary>What a failure to write means, however many layers told of it.</summary>
public static class StoreFault
{
    // SQLite's primary codes: another writer holds the file; the disk did not take it; there is no room.
    private const int Busy = 5;
    private const int InputOutput = 10;
    private const int Full = 13;

    // PostgreSQL: disk_full.
    private const string FullState = "53100";

    /// <summary>True if there was no room on a disk.</summary>
    public static bool IsFull(Exception exception) => Any(
        exception, cause => cause is SqliteException { SqliteErrorCode: Full } or DbException { SqlState: FullState }
            || (cause is IOException io && DiskFull.Is(io)));

    /// <summary>True if the same may succeed later with nothing changed: no room, or a disk or file that is busy.</summary>
    public static bool MayPass(Exception exception) => IsFull(exception)
        || Any(exception, cause => cause is SqliteException { SqliteErrorCode: Busy or InputOutput }
            or DbException { IsTransient: true });

    private static bool Any(Exception? exception, Func<Exception, bool> holds)
    {
        // Causes of causes: nobody nests deeper than this.
        const int DepthMax = 10;
        for (var depth = 0; exception is not null && depth < DepthMax; depth++, exception = exception.InnerException)
        {
            if (holds(exception))
            {
                return true;
            }
        }

        return false;
    }
}
