using System.Net;
using ImageForge.Core.Rotations.Bells;
using ImageForge.Engine;
using ImageForge.Engine.Store;

namespace ImageForge.Targets.Service;

/// <summary>What a service shall run, in the same words for a person and for the program that is started.</summary>
/// <param name="State">The installation's state directory.</param>
/// <param name="Definitions">The folder that holds <c>images/</c> and <c>schedules/</c>.</param>
/// <param name="Target">Where fleets run.</param>
/// <param name="Listen">Where it answers; port 0 takes a free one.</param>
/// <param name="Review">When risks are reviewed, in UTC.</param>
public sealed record ServiceOrder(
    StateDirectory State, string Definitions, TargetChoice Target, IPEndPoint Listen, Cron Review)
{
    public const string DefaultListen = "127.0.0.1:7080";
    public const string DefaultReview = "0 6 * * *";

    // What is named after it: a lock's file, and a row of Quartz's.
    private const int NodeLengthMax = 40;

    /// <summary>In what its records shall lie; null: where they lie already.</summary>
    public StoreSetting? Store { get; init; }

    /// <summary>This node's name among those that share a store.</summary>
    public string Node { get; init; } = NodeOf(Environment.MachineName);

    /// <exception cref="ForgeException">One of the words is wrong (Usage).</exception>
    public static ServiceOrder Parse(ServiceWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return new(
            new StateDirectory(words.State), Path.GetFullPath(words.Definitions), TargetChoice.Parse(words.Target),
            LoopbackAddress.Parse(words.Listen, "the service has neither TLS nor tokens yet"),
            Cron.TryParse(words.Review, out var cron, out var fault)
                ? cron
                : throw new ForgeException(
                    ForgeError.Usage, $"--review: '{words.Review}': {fault}",
                    $"write minute, hour, day, month and weekday in UTC, such as '{DefaultReview}'"))
        {
            Store = StoreOf(words),
            Node = words.Node is null ? NodeOf(Environment.MachineName) : CheckedNode(words.Node),
        };
    }

    /// <summary>The words it was read from.</summary>
    public ServiceWords ToWords() => new()
    {
        State = State.Root,
        Definitions = Definitions,
        Target = $"{Target}",
        Listen = $"{Listen}",
        Review = $"{Review}",
        Store = Store?.Store.ToString().ToLowerInvariant(),
        StoreConnection = Store?.ConnectionFile,
        Node = Node,
    };

    private static StoreSetting? StoreOf(ServiceWords words)
    {
        var file = words.StoreConnection is { } path ? Path.GetFullPath(path) : null;
        return (words.Store, file) switch
        {
            (null, null) => null,
            ("sqlite", null) => new StoreSetting(StoreKind.Sqlite, null),
            ("postgres", _) => new StoreSetting(StoreKind.Postgres, file),
            (null or "sqlite", _) => throw new ForgeException(
                ForgeError.Usage, "--store-connection is of a PostgreSQL, and --store does not name one",
                "add --store postgres, or leave it out"),
            _ => throw new ForgeException(
                ForgeError.Usage, $"--store: '{words.Store}' is no store", "name sqlite or postgres"),
        };
    }

    private static string NodeOf(string machine)
    {
        var name = new string([.. machine.Where(IsOfNode).Take(NodeLengthMax)]);
        return name.Length > 0 ? name : "node";
    }

    private static string CheckedNode(string name) =>
        name.Length is > 0 and <= NodeLengthMax && name.All(IsOfNode) ? name : throw new ForgeException(
            ForgeError.Usage, $"--node: '{name}' is no name of a node",
            $"write 1 to {NodeLengthMax} letters, digits and '-'");

    private static bool IsOfNode(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '-';
}
