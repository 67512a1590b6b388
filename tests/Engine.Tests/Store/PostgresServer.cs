using System.Diagnostics;
using Npgsql;

namespace ImageForge.Engine.Tests.Store;

/// <summary>
/// A real PostgreSQL of a test's own: Debian's programs, a temporary folder, a Unix socket in it and no port. It
/// refuses to run as root, so root starts it as the user that the package made.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string Programs = "/usr/lib/postgresql";
    private static readonly TimeSpan CommandMax = TimeSpan.FromMinutes(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("ifpg-").FullName;
    private readonly string _programs;

    private PostgresServer(string programs) => _programs = programs;

    /// <summary>Null where PostgreSQL is not installed.</summary>
    public static string? FindPrograms() => !Directory.Exists(Programs) ? null : Directory.GetDirectories(Programs)
        .Select(version => Path.Combine(version, "bin"))
        .Where(folder => File.Exists(Path.Combine(folder, "initdb")))
        .MaxBy(folder => double.Parse(
            Path.GetFileName(Path.GetDirectoryName(folder)!), System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Makes one and starts it; skips the test where there are no programs for it.</summary>
    public static PostgresServer Start()
    {
        Assert.SkipWhen(FindPrograms() is null, "needs postgresql: apt-get install --no-install-recommends postgresql");
        var server = new PostgresServer(FindPrograms()!);
        if (Environment.IsPrivilegedProcess)
        {
            server.Run("chown", "postgres", server._folder);
            File.SetUnixFileMode(server._folder, (UnixFileMode)0b111_101_101);
        }

        server.Run("initdb", "-D", server.Data, "-A", "trust", "-U", "forge", "-E", "UTF8", "--locale=C", "--no-sync");
        server.Resume();
        return server;
    }

    /// <summary>A new, empty database in it.</summary>
    /// <returns>Its connection string.</returns>
    public string CreateDatabase()
    {
        var name = $"forge_{Guid.NewGuid():n}";
        using var connection = new NpgsqlConnection(ConnectionTo("postgres"));
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        command.ExecuteNonQuery();
        return ConnectionTo(name);
    }

    /// <summary>Starts it again after <see cref="Stop"/>.</summary>
    // -w: until it answers. Durable against kills, which is all that happens to it here: fsync is for power cuts.
    public void Resume() => Run(
        "pg_ctl", "-D", Data, "-l", Path.Combine(Data, "log"), "-w", "-o",
        $"-c listen_addresses= -c unix_socket_directories={_folder} -c fsync=off -c max_connections=200", "start");

    /// <summary>Ends it with every connection at once; <c>immediate</c> is a crash.</summary>
    public void Stop(string mode = "fast") => Run("pg_ctl", "-D", Data, "-w", "-m", mode, "stop");

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            Stop("immediate");
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    // A password that is not asked for: whatever shows it has leaked it.
    private string ConnectionTo(string database) =>
        $"Host={_folder};Username=forge;Password={CanaryPassword};Database={database}";

    /// <summary>Must be found in no output.</summary>
    public const string CanaryPassword = "canary-7f3a-of-postgres";

    private void Run(string program, params string[] arguments)
    {
        var path = program == "chown" ? program : Path.Combine(_programs, program);
        string[] words = Environment.IsPrivilegedProcess && program != "chown"
            ? ["runuser", "-u", "postgres", "--", path, .. arguments]
            : [path, .. arguments];

        // To a file: a server that is started inherits the pipe, and it would never end.
        var log = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("sh", ["-c", "log=\"$1\"; shift; cd / && exec \"$@\" >\"$log\" 2>&1", "sh",
                log, .. words]);
            using var process = Process.Start(start)!;
            Assert.True(process.WaitForExit(CommandMax), $"{program} does not end");
            Assert.True(process.ExitCode == 0, $"{program} failed: {File.ReadAllText(log)}");
        }
        finally
        {
            File.Delete(log);
        }
    }
}
