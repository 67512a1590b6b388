using System.Data.Common;
using Npgsql;

namespace ImageForge.Engine.Store;

/// <summary>
/// Where the connection string comes from, and what we add to it. Never shown: it may hold a password.
/// </summary>
public static class PostgresConnection
{
    /// <summary>The environment variable that may hold it.</summary>
    public const string Variable = "IMAGEFORGE_POSTGRES";

    internal const string Sources =
        $"it comes from the file that store.json names, from {Variable}, or from the systemd credential `{Credential}`";

    private const string Form = "write Host=…;Database=…;Username=…;Password=…, the words of Npgsql";
    private const string Credential = "postgres";

    // Connections of one node: its rounds, its bells, and whoever asks. PostgreSQL gives 100 to all.
    private const int PoolMax = 20;
    private const int ConnectSecondsMax = 5;
    private const int CommandSecondsMax = 15;

    /// <summary>The connection string of an installation, from the first place that has one.</summary>
    /// <param name="file">The file that the installation names; null if it names none.</param>
    /// <exception cref="ForgeException">There is none, it cannot be read (Environment), or it is none
    /// (Usage).</exception>
    public static string Find(string? file)
    {
        var credential = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } folder
            ? Path.Combine(folder, Credential)
            : null;
        if (file is not null)
        {
            return Read(file);
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text)
        {
            return Checked(text, Variable);
        }

        return File.Exists(credential) ? Read(credential) : throw new ForgeException(
            ForgeError.Environment, "this installation's records lie in PostgreSQL, and nothing says where",
            $"{Sources}; the first one that is there counts");
    }

    /// <summary>The string with the schema of an installation, and with limits where it has none of its own.</summary>
    internal static NpgsqlConnectionStringBuilder ForSchema(
        string text, string schema, TimeSpan idleInTransactionMax, TimeSpan lockMax)
    {
        var own = new DbConnectionStringBuilder { ConnectionString = text };
        var builder = new NpgsqlConnectionStringBuilder(text) { SearchPath = schema };
        builder.Options = $"{builder.Options} -c idle_in_transaction_session_timeout="
            + $"{idleInTransactionMax.TotalMilliseconds:0} -c lock_timeout={lockMax.TotalMilliseconds:0}";
        builder.ApplicationName ??= "imageforge";
        builder.MaxPoolSize = own.ContainsKey("Maximum Pool Size") ? builder.MaxPoolSize : PoolMax;
        builder.Timeout = own.ContainsKey("Timeout") ? builder.Timeout : ConnectSecondsMax;
        builder.CommandTimeout = own.ContainsKey("Command Timeout") ? builder.CommandTimeout : CommandSecondsMax;
        return builder;
    }

    private static string Read(string path)
    {
        try
        {
            if ((File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != UnixFileMode.None)
            {
                throw new ForgeException(
                    ForgeError.Environment, $"{path} holds a connection string, and everybody may read it",
                    $"chmod o-rw {path}");
            }

            return Checked(File.ReadAllText(path).Trim(), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.Environment, $"the connection string cannot be read: {exception.Message}",
                $"check the file and its owner; {Sources}", exception);
        }
    }

    // What is wrong with it is not quoted, nor is the exception kept that quotes it.
    private static string Checked(string text, string source)
    {
        string? host;
        try
        {
            host = new NpgsqlConnectionStringBuilder(text).Host;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new ForgeException(ForgeError.Usage, $"{source} holds no connection string", Form);
        }

        return host is { Length: > 0 } ? text : throw new ForgeException(
            ForgeError.Usage, $"the connection string in {source} names no Host", Form);
    }
}
