using System.Collections.Immutable;
using ImageForge.Core.Detection;

namespace ImageForge.Core.Images;

/// <summary>A check that can refuse an artifact.</summary>
public abstract record GatePlan
{
    private GatePlan(string name) => Name = name;

    /// <summary>One word, shown to people and kept in the manifest.</summary>
    public string Name { get; }

    /// <summary>Every control's check, run inside the booted image.</summary>
    public sealed record Hardening(ImmutableArray<HardeningControl> Controls) : GatePlan("hardening");

    /// <summary>Ports that listen beyond loopback are exactly the declared ones.</summary>
    public sealed record Ports(ImmutableArray<OpenPort> Declared) : GatePlan("ports");

    /// <summary>The beacon enrols and reports every sensor healthy.</summary>
    public sealed record Sensors(ImmutableArray<string> Expected) : GatePlan("sensors");

    /// <summary>The application answers its health probe from outside.</summary>
    public sealed record Application(HealthProbe Probe) : GatePlan("application");

    /// <summary>Two instances of the artifact differ in all that tells instances apart.</summary>
    /// <param name="Identities">Paths, with <c>*</c> where names vary.</param>
    public sealed record Clones(ImmutableArray<string> Identities) : GatePlan("clones");

    /// <summary>The sensor is seen to record attacks that are run against it.</summary>
    /// <param name="Scenarios">All are run; the policy says which of them refuse.</param>
    public sealed record Detection(ImmutableArray<Scenario> Scenarios, DetectionPolicy Policy)
        : GatePlan("detection");

    /// <summary>No installed package has a known vulnerability that the profile refuses.</summary>
    public sealed record Vulnerabilities(VulnerabilityRule Rule) : GatePlan("vulnerabilities");

    /// <summary>No newer version of an installed package is in the definition's suite.</summary>
    public sealed record Freshness(bool Required) : GatePlan("freshness");

    /// <summary>No identity, log, history or planted secret is left on the disk.</summary>
    public sealed record Residue(string Canary) : GatePlan("residue");

    /// <summary>No secret of a known kind lies in any block of the disk, in files or not.</summary>
    public sealed record Secrets() : GatePlan("secrets");
}
