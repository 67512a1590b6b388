using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>How a cloud that is to be served shall be. The server reads it as one line of JSON.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CloudOrder
{
    /// <summary>What any line that holds an order may be long, in characters: 100,000 instances and more.</summary>
    public const int LengthMax = 100_000_000;

    /// <summary>All that is random follows from it.</summary>
    public required long Seed { get; init; }

    /// <summary>As <see cref="SimulationFaults.Parse"/> reads them. The clock is real and does not jump.</summary>
    public string Faults { get; init; } = "";

    /// <summary>The name of an <see cref="ApiLimits"/>.</summary>
    public string Limits { get; init; } = ApiLimits.None.Name;

    /// <summary>How many times as quick boots, starts and drains are.</summary>
    public double Quicker { get; init; } = 1;

    /// <summary>Each has two releases: what its fleets run at the start, and the next one.</summary>
    public ImmutableArray<ImageName> Images { get; init; } = [];

    /// <summary>The fleet that is there from the start; null if there is none.</summary>
    public FleetTerms? Fleet { get; init; }

    /// <summary>
    /// How many instances that fleet has, healthy and of ages up to its age limit; 0 leaves it to be launched.
    /// </summary>
    public int Instances { get; init; }

    /// <summary>Its instances as somebody saw them; then nothing is made up.</summary>
    public ImmutableArray<InstanceView> Views { get; init; } = [];

    /// <summary>Failure domains; empty takes those of <see cref="SimulationSettings"/>.</summary>
    public ImmutableArray<string> Zones { get; init; } = [];

    /// <exception cref="ForgeException">A fault, a rate or the limits are none that there are (Usage).</exception>
    internal SimulationSettings Settings()
    {
        var settings = new SimulationSettings
        {
            Seed = Seed,
            Faults = SimulationFaults.Parse(Faults).With(FaultKind.ClockJump, 0),
            Limits = ApiLimits.Named(Limits),

            // No timeline is drawn of it, so nothing need be kept for one.
            TraceMax = 0,
        };
        return (Zones.IsDefaultOrEmpty ? settings : settings with { Zones = Zones }).Quicker(Quicker);
    }
}
