using System.Reflection;
using DbUp.Builder;
using DbUp.Engine;

namespace ImageForge.Engine.Store;

/// <summary>
/// The steps that make a database what this version needs: <c>Migrations/&lt;dialect&gt;/NNNN-title.sql</c>, each run
/// once, in the order of their names, in a transaction of its own. One that was released is never changed.
/// </summary>
internal static class StoreMigrations
{
    private const string Folder = "migrations/";
    private static readonly Assembly Here = typeof(StoreMigrations).Assembly;

    public static int Count(string dialect) => NamesOf(dialect).Length;

    /// <exception cref="System.Data.Common.DbException">One of them failed; those before it stay.</exception>
    public static void Run(UpgradeEngineBuilder database, string dialect)
    {
        var result = database
            .WithScripts(NamesOf(dialect).Select(name => new SqlScript(name[PrefixOf(dialect).Length..], Text(name))))
            .WithVariablesDisabled()
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw result.Error;
        }
    }

    private static string PrefixOf(string dialect) => $"{Folder}{dialect}/";

    private static string[] NamesOf(string dialect) =>
    [
        .. Here.GetManifestResourceNames()
            .Where(name => name.StartsWith(PrefixOf(dialect), StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private static string Text(string name)
    {
        using var reader = new StreamReader(Here.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
