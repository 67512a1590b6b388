using System.Globalization;

namespace ImageForge.Engine.Store;

/// <summary>
/// A lock between processes of one machine: an open file that nobody else can open for writing. The kernel lets go of
/// it when its holder ends, however it ends, so a lock is never stale. The file itself stays: removing it would let two
/// hold it.
/// </summary>
public sealed class LockFile : IDisposable
{
    private readonly FileStream _file;

    private LockFile(FileStream file) => _file = file;

    /// <summary>Takes the lock, or returns null at once if another holder has it.</summary>
    /// <exception cref="ForgeException">The file cannot be made: permission, disk.</exception>
    public static LockFile? TryTake(string path)
    {
        try
        {
            Directory.CreateDirectory(
                Path.GetDirectoryName(path)!,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            try
            {
                File.WriteAllText(HolderPath(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                return new LockFile(file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (UnauthorizedAccessException exception)
        {
            throw Unusable(path, exception);
        }
        catch (IOException exception) when (IsHeldElsewhere(exception))
        {
            return null;
        }
        catch (IOException exception)
        {
            throw Unusable(path, exception);
        }
    }

    /// <summary>Takes the lock, waiting for a holder that is expected to be quick.</summary>
    /// <exception cref="ForgeException">It was not free within <paramref name="limit"/>; names the holder.</exception>
    public static LockFile Take(string path, TimeSpan limit)
    {
        var pause = TimeSpan.FromMilliseconds(20);
        for (var waited = TimeSpan.Zero; ; waited += pause)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            if (waited >= limit)
            {
                throw HeldTooLong(path, limit);
            }

            Thread.Sleep(pause);
        }
    }

    /// <summary>Takes the lock, waiting for a holder that may work for long.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="onWait">Told once, with the holder's process id, that there is somebody to wait for.</param>
    /// <param name="time">Whose clock the wait goes by.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ForgeException">It was not free within <paramref name="limit"/>; names the holder.</exception>
    public static async Task<LockFile> TakeAsync(
        string path, TimeSpan limit, Action<string>? onWait, TimeProvider time, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(200);
        var began = time.GetTimestamp();
        for (var told = false; ; told = true)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            if (!told)
            {
                onWait?.Invoke(HolderOf(path));
            }

            if (time.GetElapsedTime(began) >= limit)
            {
                throw HeldTooLong(path, limit);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>
    /// The process that holds the lock, as it wrote it itself; <c>unknown</c> in the moment before it has.
    /// </summary>
    public static string HolderOf(string path)
    {
        try
        {
            return File.ReadAllText(HolderPath(path)) is { Length: > 0 } holder ? holder : "unknown";
        }
        catch (IOException)
        {
            return "unknown";
        }
    }

    public void Dispose() => _file.Dispose();

    // Beside the lock, as .NET opens a held lock for nobody, not even for reading; hidden, so that whoever lists locks
    // by name does not take it for one.
    private static string HolderPath(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.holder");

    // EWOULDBLOCK of flock(2): what FileShare.None becomes here.
    private static bool IsHeldElsewhere(IOException exception) => exception.HResult == 11;

    private static ForgeException HeldTooLong(string path, TimeSpan limit) => new(
        ForgeError.Busy, $"{path} is held by process {HolderOf(path)} for longer than {limit.TotalSeconds:0} s",
        "wait for that process, or end it");

    private static ForgeException Unusable(string path, Exception exception) => new(
        ForgeError.Environment, $"the lock {path} cannot be made: {exception.Message}",
        "check the owner of the state directory and the space on its disk", exception);
}
