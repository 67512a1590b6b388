[assembly: AssemblyFixture(typeof(ImageForge.Engine.Tests.Store.PostgresFixture))]

namespace ImageForge.Engine.Tests.Store;

/// <summary>One PostgreSQL for all tests of a run; started by the first one that wants it.</summary>
public sealed class PostgresFixture : IDisposable
{
    private readonly Lazy<PostgresServer> _server = new(PostgresServer.Start);

    /// <summary>Puts the records of a state directory into a database of its own.</summary>
    /// <returns>The connection string.</returns>
    public string Settle(StateDirectory state)
    {
        var connection = _server.Value.CreateDatabase();
        Settle(state, connection);
        return connection;
    }

    /// <summary>Puts the records of a state directory into a database that may be there already.</summary>
    public static void Settle(StateDirectory state, string connection)
    {
        var file = Path.Combine(state.Root, "postgres");
        File.WriteAllText(file, connection + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        new Engine.Store.StoreSetting(Engine.Store.StoreKind.Postgres, file).Keep(state);
    }

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }
}
