using System.Text.Json;

namespace ImageForge.Engine.Store;

/// <summary>
/// Where an installation's records lie, kept in <c>store.json</c> so that every command of it finds them. Without that
/// file: in <c>forge.db</c>.
/// </summary>
/// <param name="Store">In what.</param>
/// <param name="ConnectionFile">The file that holds the connection string, whole path; null: the environment variable
/// or the systemd credential does.</param>
public sealed record StoreSetting(StoreKind Store, string? ConnectionFile = null)
{
    /// <exception cref="ForgeException">The file is there and says nothing that we know (Integrity).</exception>
    public static StoreSetting Of(StateDirectory state)
    {
        ArgumentNullException.ThrowIfNull(state);
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllText(state.StoreSetting), StoreJson.Default.StoreSetting)
                ?? throw new JsonException("null is no setting");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new StoreSetting(StoreKind.Sqlite, null);
        }
        catch (JsonException exception)
        {
            throw new ForgeException(
                ForgeError.Integrity, $"{state.StoreSetting} cannot be read: {exception.Message}",
                "write {\"store\": \"postgres\", \"connectionFile\": \"/etc/imageforge/postgres\"}", exception);
        }
    }

    /// <summary>Keeps it, for every command from now on.</summary>
    /// <exception cref="ForgeException">Records lie elsewhere already and would be left behind (Usage).</exception>
    public void Keep(StateDirectory state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var now = Of(state);
        if (this == now)
        {
            return;
        }

        // Nothing is carried over: a journal that goes on elsewhere from nothing would look like one that was cut.
        if (Store != now.Store && (now.Store == StoreKind.Postgres || File.Exists(state.Database)))
        {
            throw new ForgeException(
                ForgeError.Usage, $"the records of {state.Root} lie in {Name(now.Store)} and are not carried over",
                $"leave out --store to go on there, or name a new state directory with --state for {Name(Store)}");
        }

        state.Create();
        KeyFile.Write(
            state.StoreSetting, JsonSerializer.Serialize(this, StoreJson.Default.StoreSetting), KeyFile.Private);
    }

    private static string Name(StoreKind store) => store == StoreKind.Postgres ? "PostgreSQL" : "forge.db";
}
