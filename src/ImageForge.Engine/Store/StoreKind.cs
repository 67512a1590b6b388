namespace ImageForge.Engine.Store;

/// <summary>In what an installation's records lie.</summary>
public enum StoreKind
{
    /// <summary><c>forge.db</c> in the state directory: one machine, no other server.</summary>
    Sqlite,

    /// <summary>A schema of a PostgreSQL database: several nodes.</summary>
    Postgres,
}
