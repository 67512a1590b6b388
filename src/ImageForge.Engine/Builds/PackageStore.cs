using System.Collections.Concurrent;
using System.Security.Cryptography;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine.Store;
using Polly;

namespace ImageForge.Engine.Builds;

/// <summary>
/// The <c>.deb</c> files by SHA-256. A file that has its name has its content: it was checked while it came in, and is
/// checked again before it is handed out. Several processes may fetch the same file; the last rename wins and all are
/// alike.
/// </summary>
public sealed class PackageStore
{
    private const int DownloadsAtOnce = 4;
    private const string Step = "packages";

    private readonly StateDirectory _state;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _retry;

    /// <summary>A store that fetches by a client of its own, on the system's clock.</summary>
    /// <param name="state">Where the files lie.</param>
    public PackageStore(StateDirectory state)
        : this(state, new HttpClient { Timeout = Timeout.InfiniteTimeSpan }, TimeProvider.System)
    {
    }

    /// <param name="state">Where the files lie.</param>
    /// <param name="http">How they are fetched; its own time-out should be infinite, silence is limited here.</param>
    /// <param name="time">Whose clock progress and the pauses between attempts go by.</param>
    public PackageStore(StateDirectory state, HttpClient http, TimeProvider time)
    {
        (_state, _http, _time) = (state, http, time);
        _retry = Download.Attempts("package-download", time);
    }

    public string PathOf(Digest sha256) => Path.Combine(_state.Packages, $"{sha256.Hex}.deb");

    /// <summary>The files of these packages, fetching what is missing or damaged.</summary>
    /// <param name="packages">What is needed; order does not matter.</param>
    /// <param name="offline">Fail instead of fetching.</param>
    /// <param name="progress">Step <c>packages</c>.</param>
    /// <param name="cancellationToken">Ends running downloads; nothing half-made stays.</param>
    /// <returns>Path by digest.</returns>
    /// <exception cref="ForgeException">
    /// A mirror cannot be reached or offers other bytes than its index promised, or the disk is full.
    /// </exception>
    public async Task<IReadOnlyDictionary<Digest, string>> FetchAsync(
        IEnumerable<PackageVersion> packages, bool offline, IProgress<BuildProgress> progress,
        CancellationToken cancellationToken)
    {
        var wanted = packages.DistinctBy(package => package.Sha256).ToArray();
        var began = _time.GetTimestamp();
        void Report(StepState state, string detail) =>
            progress.Report(new BuildProgress(Step, state, detail, _time.GetElapsedTime(began).TotalSeconds));

        Report(StepState.Running, $"checking {wanted.Length} packages");
        var missing = Missing(wanted, cancellationToken);
        if (missing.Length > 0 && offline)
        {
            throw new ForgeException(
                ForgeError.Environment,
                $"{missing.Length} of {wanted.Length} packages are not at hand, and --offline forbids to fetch them: "
                    + $"{missing[0].Name} {missing[0].Version} …",
                "build once without --offline");
        }

        var (done, bytes, total) = (0, 0L, missing.Sum(package => package.Size));
        var options =
            new ParallelOptions { MaxDegreeOfParallelism = DownloadsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(missing, options, async (package, token) =>
        {
            await FetchAsync(package, token);
            var (count, sum) = (Interlocked.Increment(ref done), Interlocked.Add(ref bytes, package.Size));
            Report(
                StepState.Running, $"fetched {count} of {missing.Length}, {Megabytes(sum)} of {Megabytes(total)} MB");
        });
        Report(
            missing.Length == 0 ? StepState.Cached : StepState.Done,
            missing.Length == 0
                ? $"{wanted.Length} at hand"
                : $"{missing.Length} fetched, {Megabytes(total)} MB; {wanted.Length - missing.Length} at hand");
        return wanted.ToDictionary(package => package.Sha256, package => PathOf(package.Sha256));
    }

    /// <summary>Takes a local package in, unless it is here.</summary>
    /// <exception cref="ForgeException">The file changed since the definition was read.</exception>
    public void Import(LocalPackage deb)
    {
        var target = PathOf(deb.Sha256);
        if (File.Exists(target) && FileDigest.Of(target) == deb.Sha256)
        {
            return;
        }

        var beside = Path.Combine(_state.Temporary, $"fetch-{deb.Sha256.Short}-{Environment.ProcessId}");
        try
        {
            File.Copy(deb.SourcePath, beside, overwrite: true);
            if (FileDigest.Of(beside) != deb.Sha256)
            {
                throw new ForgeException(
                    ForgeError.InvalidDefinition, $"{deb.Source} changed after the definition was read", "build again");
            }

            File.Move(beside, target, overwrite: true);
        }
        catch (IOException exception) when (DiskFull.Is(exception))
        {
            throw DiskFull.While($"{deb.Source} was stored", exception);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Those of these packages whose file is here and whole.</summary>
    public IReadOnlyDictionary<Digest, string> AtHand(
        IEnumerable<PackageVersion> packages, CancellationToken cancellationToken)
    {
        var wanted = packages.DistinctBy(package => package.Sha256).ToArray();
        return wanted.Except(Missing(wanted, cancellationToken))
            .ToDictionary(package => package.Sha256, package => PathOf(package.Sha256));
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:0.0}";

    private PackageVersion[] Missing(PackageVersion[] wanted, CancellationToken cancellationToken)
    {
        // Two threads hash 86 MB in 0.3 s; the disk is the limit beyond that.
        var missing = new ConcurrentBag<PackageVersion>();
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = 2 };
        Parallel.ForEach(wanted, options, package =>
        {
            var path = PathOf(package.Sha256);
            if (!IsWhole(path, package))
            {
                // Removed at once: no other process shall take it for whole by its name.
                File.Delete(path);
                missing.Add(package);
            }
        });
        return
        [
            .. missing.OrderByDescending(package => package.Size)
                .ThenBy(package => package.Name, StringComparer.Ordinal),
        ];
    }

    private static bool IsWhole(string path, PackageVersion package) =>
        new FileInfo(path) is { Exists: true } file && file.Length == package.Size
        && FileDigest.Of(path) == package.Sha256;

    private async Task FetchAsync(PackageVersion package, CancellationToken cancellationToken)
    {
        try
        {
            await _retry.ExecuteAsync(async token => await DownloadAsync(package, token), cancellationToken);
        }
        catch (DownloadException exception)
        {
            throw new ForgeException(
                ForgeError.External,
                $"{package.Name} {package.Version} could not be fetched from {package.Uri}: {exception.Message}",
                exception.WayOut, exception);
        }
    }

    private async Task DownloadAsync(PackageVersion package, CancellationToken cancellationToken)
    {
        // Named by process and opened for us alone: a leftover of a dead process is told by nobody holding it.
        var beside = Path.Combine(_state.Temporary, $"fetch-{package.Sha256.Short}-{Environment.ProcessId}");
        try
        {
            await using (var file = new FileStream(
                beside, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                await ReceiveAsync(package, file, cancellationToken);
            }

            File.Move(beside, PathOf(package.Sha256), overwrite: true);
        }
        catch (IOException exception) when (DiskFull.Is(exception))
        {
            throw DiskFull.While($"{package.Name} {package.Version} was stored", exception);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private async Task ReceiveAsync(PackageVersion package, FileStream file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var received = 0L;
        await Download.ReceiveAsync(
            _http, package.Uri, TakeAsync, DownloadException.OfStatus, DownloadException.Unreachable,
            cancellationToken);
        if (received < package.Size)
        {
            throw DownloadException.OtherBytes($"it ended after {received} of {package.Size} bytes");
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != package.Sha256.Hex)
        {
            throw DownloadException.OtherBytes("its SHA-256 is not the one its index promised");
        }

        async ValueTask TakeAsync(ReadOnlyMemory<byte> block)
        {
            received += block.Length;
            if (received > package.Size)
            {
                throw DownloadException.OtherBytes($"it is longer than the {package.Size} bytes its index promised");
            }

            hash.AppendData(block.Span);
            await file.WriteAsync(block, cancellationToken);
        }
    }
}
