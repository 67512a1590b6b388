using ImageForge.Core;
using ImageForge.Core.Detection;
using ImageForge.Core.Images;
using ImageForge.Core.Notices;
using ImageForge.Core.Risk;

namespace ImageForge.Engine.Definitions;

/// <content>Everything there is of one kind.</content>
public sealed partial class DefinitionReader
{
    /// <summary>Every control there is, of any profile, by id.</summary>
    /// <exception cref="DefinitionException">A control is wrong.</exception>
    public IReadOnlyList<HardeningControl> ReadControls()
    {
        var tree = NewTree();
        var controls = tree.Controls;
        tree.Errors.ThrowIfAny();
        return controls;
    }

    /// <summary>Every feed of known vulnerabilities, by id.</summary>
    /// <exception cref="DefinitionException">A feed's file is wrong.</exception>
    public IReadOnlyList<FeedDefinition> ReadFeeds()
    {
        var tree = NewTree();
        var feeds = tree.Feeds;
        tree.Errors.ThrowIfAny();
        return feeds;
    }

    /// <summary>How soon vulnerabilities have to be gone.</summary>
    /// <exception cref="ForgeException">There is no such table (<see cref="ForgeError.NotFound"/>).</exception>
    /// <exception cref="DefinitionException">The file is wrong.</exception>
    public RemediationTable ReadRemediation()
    {
        var tree = NewTree();
        var table = tree.Remediation;
        tree.Errors.ThrowIfAny();
        return table ?? throw new ForgeException(
            ForgeError.NotFound, $"there is no {RemediationReader.Path} under {_root}",
            "it says how soon vulnerabilities have to be gone: take the one that ImageForge ships, by CISA BOD 26-04");
    }

    /// <summary>Every waiver, those that are over too.</summary>
    /// <exception cref="DefinitionException">A waiver's file is wrong.</exception>
    public IReadOnlyList<Waiver> ReadWaivers()
    {
        var tree = NewTree();
        var waivers = tree.Waivers;
        tree.Errors.ThrowIfAny();
        return waivers;
    }

    /// <summary>Everybody who is told of what happens, by id.</summary>
    /// <exception cref="DefinitionException">A webhook's file is wrong.</exception>
    public IReadOnlyList<Webhook> ReadWebhooks()
    {
        var tree = NewTree();
        var webhooks = tree.Webhooks;
        tree.Errors.ThrowIfAny();
        return webhooks;
    }

    /// <summary>A digest of every webhook's text; another one says that something changed.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public Digest DigestOfWebhooks() => Digest.OfFields(NewTree().WebhookIds.SelectMany(id => new[]
    {
        id, Digest.OfBytes(File.ReadAllBytes(Path.Combine(_root, WebhookReader.Folder, $"{id}.yaml"))).Hex,
    }));

    /// <summary>Every attack scenario there is, by id.</summary>
    /// <exception cref="DefinitionException">A scenario is wrong.</exception>
    public IReadOnlyList<Scenario> ReadScenarios()
    {
        var tree = NewTree();
        var scenarios = tree.Scenarios;
        tree.Errors.ThrowIfAny();
        return scenarios;
    }

    /// <summary>Every sensor there is, by id.</summary>
    /// <exception cref="DefinitionException">A sensor is wrong.</exception>
    public IReadOnlyList<SensorDefinition> ReadSensors()
    {
        var tree = NewTree();
        SensorDefinition[] sensors = [.. tree.Sensors.Values.OrderBy(sensor => sensor.Id, StringComparer.Ordinal)];
        tree.Errors.ThrowIfAny();
        return sensors;
    }
}
