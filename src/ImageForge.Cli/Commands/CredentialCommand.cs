using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Engine;
using ImageForge.Engine.Sensors;
using ImageForge.Targets;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge credential list|set|remove</c>: what sensors enrol with, handed to instances only.</summary>
internal static class CredentialCommand
{
    private static readonly Argument<string> Name = new("name")
    {
        Description = "As `enrolment` in images/sensors/<id>.yaml names it",
    };

    private static readonly Option<string?> SourceFile = new("--file")
    {
        Description = "Take the value from this file; from standard input if left out",
        HelpName = "path",
    };

    public static Command Create() => new(
        "credential", "What sensors enrol with: named in their definitions, handed to instances, in no image")
    {
        new Command("list", "Every credential that a sensor asks for or that is at hand, without its value")
            .Doing(ListAsync),
        new Command("set", "Keep a value, one line of text, for instances that are started from now on")
        {
            Name, SourceFile,
        }.Doing(SetAsync),
        new Command("remove", "Forget a value; instances that were started with it keep it") { Name }
            .Doing(RemoveAsync),
    };

    private static Task<int> ListAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        Show(session, rooms);
        return Task.FromResult(0);
    }

    // Never an argument: those are seen by every account of the machine, and kept by shells.
    private static async Task<int> SetAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        rooms.SensorCredentials.Set(
            parsed.GetRequiredValue(Name), await ReadAsync(parsed.GetValue(SourceFile), cancellationToken));
        Show(session, rooms);
        return 0;
    }

    private static Task<int> RemoveAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        rooms.SensorCredentials.Remove(parsed.GetRequiredValue(Name));
        Show(session, rooms);
        return Task.FromResult(0);
    }

    private static async Task<string> ReadAsync(string? path, CancellationToken cancellationToken)
    {
        try
        {
            await using var source = path is null ? Console.OpenStandardInput() : File.OpenRead(path);
            var bytes = new byte[SensorCredentials.ValueBytesMax + 3];
            var count = await source.ReadAtLeastAsync(
                bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return System.Text.Encoding.Latin1.GetString(bytes, 0, count);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.Usage, $"the value cannot be read: {exception.Message}",
                "name a file that is there, or give the value on standard input", exception);
        }
    }

    private static void Show(Session session, Rooms rooms)
    {
        var kept = rooms.SensorCredentials.List();
        var asked = rooms.Definitions.ReadSensors()
            .SelectMany(sensor => sensor.Enrolment, (sensor, name) => (name, sensor.Id))
            .ToLookup(pair => pair.name, pair => pair.Id, StringComparer.Ordinal);
        var sheet = new Sheet("credential", "", "for the sensors");
        var names = kept.Select(known => known.Name).Union(asked.Select(group => group.Key), StringComparer.Ordinal);
        var answers = names.Order(StringComparer.Ordinal).Select(name => new CredentialAnswer(
            name, kept.FirstOrDefault(known => known.Name == name)?.SetAt, [.. asked[name]])).ToList();
        foreach (var answer in answers)
        {
            sheet.Add(
                answer.Name,
                answer.SetAt is { } at ? $"set {Ago.Text(at)}" : new Cell("not at hand", Tone.Bad),
                answer.Sensors.IsEmpty ? "none" : string.Join(", ", answer.Sensors));
        }

        session.Screen.ShowOr(sheet, "no sensor asks for a credential, and none is at hand");
        session.Screen.Answer(
            new CredentialListAnswer([.. answers]), AnswerJson.Readable.CredentialListAnswer);
    }
}
