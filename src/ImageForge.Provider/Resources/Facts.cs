using System.Globalization;
using ImageForge.Provider.Backends;
using ImageForge.Provider.Values;

namespace ImageForge.Provider.Resources;

/// <summary>What is known of images and fleets, as properties.</summary>
internal static class Facts
{
    public static PropertyMap Of(BuiltImage image) => PropertyWire.Empty.With(
        ("version", PropertyValue.Of(image.Version)),
        ("digest", PropertyValue.Of(image.Digest)),
        ("definitionDigest", PropertyValue.Of(image.DefinitionDigest)),
        ("state", PropertyValue.Of(image.State)),
        ("builtAt", Moment(image.BuiltAt)),
        ("sbom", PropertyValue.Of(image.Sbom)),
        ("provenance", PropertyValue.Of(image.Provenance)),
        ("gates", PropertyValue.Of(image.Gates.Select(gate => PropertyValue.Of(PropertyWire.Empty.With(
            ("name", PropertyValue.Of(gate.Name)), ("passed", PropertyValue.Of(gate.Passed)),
            ("notRun", PropertyValue.Of(gate.NotRun)), ("summary", PropertyValue.Of(gate.Summary))))))),
        ("packagesChanged", PropertyValue.Of(image.PackagesChanged.Select(change => PropertyValue.Of(
            PropertyWire.Empty.With(
                ("name", PropertyValue.Of(change.Name)), ("from", PropertyValue.Of(change.From)),
                ("to", PropertyValue.Of(change.To))))))));

    public static PropertyMap Of(FleetState fleet) => PropertyWire.Empty.With(
        ("version", PropertyValue.Of(fleet.Version)),
        ("desired", PropertyValue.Of(fleet.Desired)),
        ("healthy", PropertyValue.Of(fleet.Healthy)),
        ("total", PropertyValue.Of(fleet.Total)),
        ("current", PropertyValue.Of(fleet.Current)),
        ("currentShare", PropertyValue.Of(fleet.CurrentShare)),
        ("sensorCoverage", PropertyValue.Of(fleet.SensorCoverage)),
        ("oldestAge", PropertyValue.Of(fleet.OldestAge)),
        ("endpoint", PropertyValue.Of(fleet.Endpoint)),
        ("rotation", PropertyValue.Of(fleet.Rotation)),
        ("rotationState", PropertyValue.Of(fleet.RotationState)));

    public static PropertyValue Moment(DateTimeOffset at) => PropertyValue.Of(
        at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
}
