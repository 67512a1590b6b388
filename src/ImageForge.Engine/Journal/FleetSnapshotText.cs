using System.Text.Json;
using ImageForge.Core.Fleets;

namespace ImageForge.Engine.Journal;

/// <summary>A look at a fleet as JSON text, to be kept and simulated against later.</summary>
public static class FleetSnapshotText
{
    public static string Write(FleetSnapshot snapshot) =>
        JsonSerializer.Serialize(snapshot, FleetSnapshotJson.Default.FleetSnapshot);

    /// <param name="text">What <see cref="Write"/> made.</param>
    /// <param name="source">Where it comes from, for the message.</param>
    /// <exception cref="ForgeException">It is no snapshot, or one without instances (Usage); says where.</exception>
    public static FleetSnapshot Read(string text, string source)
    {
        FleetSnapshot? snapshot;
        try
        {
            snapshot = JsonSerializer.Deserialize(text, FleetSnapshotJson.Default.FleetSnapshot);
        }
        catch (JsonException exception)
        {
            throw Wrong(source, exception.Message, exception);
        }

        if (snapshot is null || snapshot.Instances.IsDefaultOrEmpty)
        {
            throw Wrong(source, "it holds no instances", null);
        }

        var twice = snapshot.Instances.GroupBy(view => view.Id).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? snapshot : throw Wrong(source, $"it holds {twice.Key} twice", null);
    }

    private static ForgeException Wrong(string source, string what, Exception? inner) => new(
        ForgeError.Usage, $"{source} is no snapshot of a fleet: {what}",
        "make one with `imageforge fleet snapshot <fleet> > snapshot.json`", inner);
}
