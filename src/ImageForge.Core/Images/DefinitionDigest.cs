using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using ImageForge.Core.Detection;

namespace ImageForge.Core.Images;

/// <summary>
/// The digest of a wish: canonical JSON (fixed key order, no white space, no nulls left out) of everything in a
/// composed definition that can change what is baked, gated or run. Left out: words for people (description, title,
/// why, references, area), how it was composed (<c>extends</c>, a control's profiles), what only tests run (a control's
/// mutation) and where files lie on this host. Packages of controls are among the others.
/// </summary>
public static class DefinitionDigest
{
    /// <summary>Digest of a definition whose set-like lists are sorted.</summary>
    public static Digest Of(ImageDefinition definition)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, definition);
        }

        return Digest.OfBytes(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, ImageDefinition definition)
    {
        json.WriteStartObject();
        json.WriteString("name", definition.Name.Value);
        WriteBase(json, definition.Base);
        WriteTexts(json, "packages", definition.Packages);
        WriteFiles(json, definition.Files);
        WriteUsers(json, definition.Users);
        WriteUnits(json, definition.Units);
        WriteTexts(json, "ports", definition.Ports.Select(port => port.ToString()));
        json.WriteString("profile", definition.HardeningProfile);
        WriteProfile(json, definition.Profile, definition.Scenarios);
        WriteControls(json, definition.Controls);
        WriteSensors(json, definition.Sensors);
        WriteHealth(json, definition.Health);
        WriteProvision(json, definition);
        json.WriteNumber("sizeMiB", definition.Disk.SizeMiB);
        json.WriteNumber("memoryMiB", definition.Disk.MemoryMiB);
        json.WriteEndObject();
    }

    private static void WriteBase(Utf8JsonWriter json, BaseSystem system)
    {
        json.WriteStartObject("base");
        json.WriteString("distribution", system.Distribution);
        json.WriteString("suite", system.Suite);
        json.WriteString("architecture", system.Architecture);
        WriteTexts(json, "pockets", system.Pockets.Select(pocket => pocket.ToString()));
        json.WriteString("mirror", system.Mirror);
        json.WriteString("securityMirror", system.SecurityMirror);
        json.WriteEndObject();
    }

    // Only what there is: an image that brings nothing of its own is the same wish as before these keys were there.
    private static void WriteProvision(Utf8JsonWriter json, ImageDefinition definition)
    {
        if (!definition.Repositories.IsEmpty)
        {
            WriteRepositories(json, definition.Repositories);
        }

        if (!definition.Debs.IsEmpty)
        {
            WriteTexts(json, "debs", definition.Debs.Select(deb => deb.Sha256.Hex));
        }

        if (!definition.Steps.IsEmpty)
        {
            WriteSteps(json, definition.Steps);
        }
    }

    private static void WriteRepositories(Utf8JsonWriter json, IEnumerable<AptRepository> repositories)
    {
        json.WriteStartArray("repositories");
        foreach (var repository in repositories)
        {
            json.WriteStartObject();
            json.WriteString("name", repository.Name);
            json.WriteString("uri", repository.Uri);
            json.WriteString("suite", repository.Suite);
            WriteTexts(json, "components", repository.Components);
            WriteTexts(json, "architectures", repository.Architectures);
            json.WriteString("key", repository.Key.Hex);
            WriteTexts(json, "pins", repository.Pins.Select(pin => pin.Text));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSteps(Utf8JsonWriter json, IEnumerable<ImageStep> steps)
    {
        json.WriteStartArray("steps");
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteString("name", step.Name);
            json.WriteBoolean("network", step.HasNetwork);
            json.WriteNumber("timeLimit", step.TimeLimit.TotalSeconds);
            WriteTexts(json, "content", step switch
            {
                ImageStep.Script script => script.Environment.Select(pair => $"{pair.Key}={pair.Value}")
                    .Prepend(script.Content.Hex),
                ImageStep.Playbook playbook => playbook.Folder.Select(input => $"{input.Content.Hex} {input.Path}"),
                _ => throw new UnreachableException($"no case for {step.GetType().Name}"),
            });
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFiles(Utf8JsonWriter json, IEnumerable<FileEntry> files)
    {
        json.WriteStartArray("files");
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("path", file.Path);
            json.WriteString("content", file.Content.Hex);
            json.WriteString("owner", file.Owner);
            json.WriteString("group", file.Group);
            json.WriteString("mode", file.Mode);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUsers(Utf8JsonWriter json, IEnumerable<UserAccount> users)
    {
        json.WriteStartArray("users");
        foreach (var user in users)
        {
            json.WriteStartObject();
            json.WriteString("name", user.Name);
            json.WriteBoolean("system", user.System);
            json.WriteString("home", user.Home);
            json.WriteString("shell", user.Shell);
            WriteTexts(json, "groups", user.Groups);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUnits(Utf8JsonWriter json, UnitSelection units)
    {
        WriteTexts(json, "enable", units.Enable);
        WriteTexts(json, "mask", units.Mask);
    }

    private static void WriteProfile(
        Utf8JsonWriter json, ImageProfile profile, IEnumerable<Scenario> scenarios)
    {
        json.WriteStartObject("gates");
        json.WriteBoolean("feed", profile.Vulnerabilities.RequiresFeed);
        json.WriteString("refuseFrom", profile.Vulnerabilities.RefuseFrom.ToString());
        json.WriteBoolean("unfixed", profile.Vulnerabilities.RefusesUnfixed);
        json.WriteBoolean("freshness", profile.RequiresFreshness);
        if (profile.Detection is { } policy)
        {
            json.WriteString("detection", GateJson.PolicyText(policy));
            WriteTexts(json, "scenarios", scenarios.Select(scenario => scenario.Digest.Hex));
        }

        json.WriteEndObject();
    }

    private static void WriteControls(Utf8JsonWriter json, IEnumerable<HardeningControl> controls)
    {
        json.WriteStartArray("controls");
        foreach (var control in controls)
        {
            json.WriteStartObject();
            json.WriteString("id", control.Id);
            json.WriteString("severity", control.Severity.ToString());
            json.WriteNumber("order", control.Order);
            json.WriteString("apply", control.Apply);
            json.WriteString("check", control.Check);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSensors(Utf8JsonWriter json, IEnumerable<SensorDefinition> sensors)
    {
        json.WriteStartArray("sensors");
        foreach (var sensor in sensors)
        {
            json.WriteStartObject();
            json.WriteString("id", sensor.Id);
            WriteTexts(json, "packages", sensor.Packages);
            WriteFiles(json, sensor.Files);
            WriteUnits(json, sensor.Units);
            json.WriteString("probe", sensor.Probe);
            WriteTexts(json, "identities", sensor.Identities);
            if (!sensor.Enrolment.IsEmpty)
            {
                WriteTexts(json, "enrolment", sensor.Enrolment);
            }

            if (sensor.Events is { } events)
            {
                WriteTexts(json, "events", [events.Form.ToString(), events.Log]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteHealth(Utf8JsonWriter json, HealthProbe? health)
    {
        if (health is null)
        {
            json.WriteNull("health");
            return;
        }

        json.WriteStartObject("health");
        json.WriteNumber("port", health.Port);
        json.WriteString("path", health.Path);
        json.WriteNumber("status", health.Status);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string key, IEnumerable<string> texts)
    {
        json.WriteStartArray(key);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
