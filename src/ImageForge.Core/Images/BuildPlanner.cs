using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace ImageForge.Core.Images;

/// <summary>Decides a build to the last name before anything runs.</summary>
public static class BuildPlanner
{
    /// <summary>Where the beacon looks for sensors' probes inside an image.</summary>
    public const string ProbeFolder = "/usr/lib/imageforge/sensors.d";

    /// <summary>The package that runs playbooks.</summary>
    public const string PlaybookTool = "ansible-core";

    // Raised whenever the same plan would lead to other bytes or verdicts by a change of our own code.
    private const string Scheme = "plan/1";

    private const string HostKeys = "/etc/ssh/ssh_host_*_key.pub";
    private const string ScriptPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Plans a build.</summary>
    /// <param name="definition">The composed definition.</param>
    /// <param name="resolved">Every package that will be installed, the target's included.</param>
    /// <param name="target">Name of the target the artifact is for.</param>
    /// <param name="targetSteps">What every image of the target needs below its own configuration.</param>
    /// <param name="tools">Versions of the tools that decide the bytes of the disk.</param>
    public static BuildPlan Plan(
        ImageDefinition definition, ResolvedPackages resolved, string target, IReadOnlyList<ProvisionStep> targetSteps,
        IReadOnlyDictionary<string, string> tools)
    {
        var epoch = resolved.SuiteReleasedAt.ToUnixTimeSeconds();
        var toolLayer = definition.Steps.OfType<ImageStep.Playbook>().Any()
            ? ToolLayer(BaseLayer(definition, resolved, epoch), resolved)
            : null;
        var layers = Layers(definition, resolved, targetSteps, epoch, toolLayer);
        var gates = Gates(definition);
        var sortedTools = tools
            .Concat(resolved.Tools.Where(package => package.Name == PlaybookTool)
                .Select(package => KeyValuePair.Create(package.Name, package.Version)))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
        var digest = Digest.OfFields([
            Scheme, definition.Name.Value, target, .. layers.Select(layer => layer.Key.Hex), GateJson.Of(gates),
            .. sortedTools.Select(tool => $"{tool.Key}={tool.Value}"),
            $"{epoch}", $"{definition.Disk.SizeMiB}", $"{definition.Disk.MemoryMiB}", definition.HardeningProfile]);
        var canary = CanaryOf(digest);
        return new BuildPlan
        {
            Definition = definition,
            Target = target,
            Packages = resolved,
            Layers = layers,
            ToolLayer = toolLayer,
            Gates = [.. gates, new GatePlan.Residue(canary)],
            Tools = sortedTools,
            SourceDateEpoch = epoch,
            Digest = digest,
            Canary = canary,
        };
    }

    /// <summary>
    /// The names of the layers and gates that a build would have, whatever packages it finds; for whoever has no index
    /// of them at hand.
    /// </summary>
    public static (ImmutableArray<string> Layers, ImmutableArray<string> Gates) Outline(ImageDefinition definition)
    {
        var none = ResolvedPackages.None;
        ProvisionStep[] anyTarget = [new ProvisionStep.InstallPackages([])];
        var tools = ToolLayer(BaseLayer(definition, none, epoch: 0), none);
        return (
            [.. Layers(definition, none, anyTarget, epoch: 0, tools).Select(layer => layer.Name)],
            [.. Gates(definition).Append(new GatePlan.Residue("")).Select(gate => gate.Name)]);
    }

    /// <summary>
    /// True if two plans have the same gates, down to what each asks. The planted secret differs by the plan.
    /// </summary>
    public static bool AsksTheSame(BuildPlan one, BuildPlan other) => Asked(one) == Asked(other);

    private static string Asked(BuildPlan plan) => GateJson.Of(plan.Gates.Select(
        gate => gate is GatePlan.Residue ? new GatePlan.Residue("") : gate));

    /// <summary>Declared ports as scripts get them in <c>IMAGEFORGE_PORTS</c>: <c>tcp/22 tcp/80</c>, sorted.</summary>
    public static string PortsText(IEnumerable<OpenPort> ports) => string.Join(' ', ports.Distinct().Order());

    // Controls come last on purpose: what arrives after hardening is not hardened. So a changed control costs one
    // layer, and a changed step its own and the two above, which cost seconds. A layer of nothing is not made: in an
    // image without sensors and controls the last step is the last layer.
    private static ImmutableArray<LayerPlan> Layers(
        ImageDefinition definition, ResolvedPackages resolved, IReadOnlyList<ProvisionStep> targetSteps, long epoch,
        LayerPlan? toolLayer)
    {
        (string Name, IEnumerable<ProvisionStep> Steps)[] slices =
        [
            ("packages", [new ProvisionStep.InstallPackages(resolved.Additional)]),
            .. resolved.Hotfixes.Select((packages, index) => (
                $"hotfix {index + 1}", (IEnumerable<ProvisionStep>)[new ProvisionStep.InstallPackages(packages)])),
            ("target", targetSteps),
            ("configuration", ConfigurationSteps(definition)),
            .. definition.Steps.Select((step, index) =>
                ($"step {index + 1} {step.Name}", (IEnumerable<ProvisionStep>)[OwnStep(step, toolLayer)])),
            ("sensors", Sorted(definition.Sensors).SelectMany(SensorSteps)),
            ("hardening", HardeningSteps(definition, epoch)),
        ];
        var layers = ImmutableArray.Create(BaseLayer(definition, resolved, epoch));
        foreach (var (name, steps) in slices)
        {
            ImmutableArray<ProvisionStep> all = [.. steps];
            if (!all.IsEmpty)
            {
                layers = layers.Add(LayerOn(layers[^1].Key, name, all));
            }
        }

        return layers;
    }

    // The epoch shows in files that tools write while a layer is made (/etc/shadow holds a day), so it is in every key
    // by being in the first one.
    private static LayerPlan BaseLayer(ImageDefinition definition, ResolvedPackages resolved, long epoch)
    {
        ImmutableArray<ProvisionStep> steps = [new ProvisionStep.Bootstrap(definition.Base, resolved.Base)];
        return new LayerPlan("base", Digest.OfFields($"{Scheme} {epoch}", "base", StepJson.Of(steps)), null, steps);
    }

    private static LayerPlan ToolLayer(LayerPlan bottom, ResolvedPackages resolved) =>
        LayerOn(bottom.Key, "tools", [new ProvisionStep.InstallPackages(resolved.Tools)]);

    private static LayerPlan LayerOn(Digest parent, string name, ImmutableArray<ProvisionStep> steps) =>
        new(name, Digest.OfFields(parent.Hex, name, StepJson.Of(steps)), parent, steps);

    private static ProvisionStep OwnStep(ImageStep step, LayerPlan? toolLayer) => step switch
    {
        ImageStep.Script script => new ProvisionStep.RunOwnScript(script),
        ImageStep.Playbook playbook => new ProvisionStep.RunPlaybook(
            playbook, toolLayer?.Key ?? throw new ArgumentNullException(nameof(toolLayer))),
        _ => throw new UnreachableException($"no case for {step.GetType().Name}"),
    };

    private static IEnumerable<ProvisionStep> RepositorySteps(AptRepository repository) =>
    [
        new ProvisionStep.CopyFile(new FileEntry(repository.KeyringPath, repository.Key, repository.KeyPath)),
        new ProvisionStep.WriteText(
            repository.SourcesPath, repository.SourcesText(repository.KeyringPath), "0644"),
        .. repository.Pins.IsEmpty
            ? (ProvisionStep[])[]
            : [new ProvisionStep.WriteText(repository.PreferencesPath, repository.PreferencesText(), "0644")],
    ];

    // Accounts first: a file may belong to one. Units last: a unit may be one of the files.
    private static IEnumerable<ProvisionStep> ConfigurationSteps(ImageDefinition definition) =>
    [
        .. definition.Repositories.SelectMany(RepositorySteps),
        .. definition.Users.Select(user => new ProvisionStep.CreateUser(user)),
        .. definition.Files.Select(file => new ProvisionStep.CopyFile(file)),
        .. UnitSteps(definition.Units),
    ];

    private static IEnumerable<ProvisionStep> SensorSteps(SensorDefinition sensor) =>
    [
        .. sensor.Files.Select(file => new ProvisionStep.CopyFile(file)),
        .. sensor.Probe is { } probe
            ? (ProvisionStep[])[new ProvisionStep.WriteText($"{ProbeFolder}/{sensor.Id}", ScriptText(probe), "0755")]
            : [],
        .. UnitSteps(sensor.Units),
    ];

    private static IEnumerable<ProvisionStep> UnitSteps(UnitSelection units) =>
    [
        .. units.Enable.Select(unit => new ProvisionStep.SetUnit(unit, Masked: false)),
        .. units.Mask.Select(unit => new ProvisionStep.SetUnit(unit, Masked: true)),
    ];

    private static IEnumerable<ProvisionStep> HardeningSteps(ImageDefinition definition, long epoch)
    {
        var environment = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [
            KeyValuePair.Create("PATH", ScriptPath),
            KeyValuePair.Create("LC_ALL", "C"),
            KeyValuePair.Create("IMAGEFORGE_PORTS", PortsText(definition.Ports)),
            KeyValuePair.Create("SOURCE_DATE_EPOCH", epoch.ToString(CultureInfo.InvariantCulture)),
        ]);
        return Ordered(definition.Controls)
            .Select(control => new ProvisionStep.RunScript($"control {control.Id}", control.Apply, environment));
    }

    private static ImmutableArray<GatePlan> Gates(ImageDefinition definition)
    {
        var gates = ImmutableArray.CreateBuilder<GatePlan>();
        if (definition.Controls.Length > 0)
        {
            gates.Add(new GatePlan.Hardening([.. Ordered(definition.Controls)]));
        }

        gates.Add(new GatePlan.Ports([.. definition.Ports.Distinct().Order()]));
        if (definition.Sensors.Length > 0)
        {
            // The beacon itself has no probe: that it reports at all is its proof.
            gates.Add(new GatePlan.Sensors([
                .. Sorted(definition.Sensors).Where(sensor => sensor.Probe is not null).Select(sensor => sensor.Id)]));
        }

        if (definition.Health is { } probe)
        {
            gates.Add(new GatePlan.Application(probe));
        }

        gates.Add(new GatePlan.Clones([
            "/etc/machine-id",
            .. definition.Packages.Contains("openssh-server", StringComparer.Ordinal) ? [HostKeys] : (string[])[],
            .. definition.Sensors.SelectMany(sensor => sensor.Identities).Distinct().Order(StringComparer.Ordinal),
        ]));
        if (definition.Profile.Detection is { } policy)
        {
            gates.Add(new GatePlan.Detection(definition.Scenarios, policy));
        }

        gates.Add(new GatePlan.Vulnerabilities(definition.Profile.Vulnerabilities));
        gates.Add(new GatePlan.Freshness(definition.Profile.RequiresFreshness));
        gates.Add(new GatePlan.Secrets());
        return gates.ToImmutable();
    }

    private static IOrderedEnumerable<HardeningControl> Ordered(IEnumerable<HardeningControl> controls) =>
        controls.OrderBy(control => control.Order).ThenBy(control => control.Id, StringComparer.Ordinal);

    private static IOrderedEnumerable<SensorDefinition> Sorted(IEnumerable<SensorDefinition> sensors) =>
        sensors.OrderBy(sensor => sensor.Id, StringComparer.Ordinal);

    // A probe is run by its own first line; one without would depend on the shell that happens to call it.
    private static string ScriptText(string script) =>
        script.StartsWith("#!", StringComparison.Ordinal) ? script : $"#!/bin/sh -eu\n{script}";

    private static string CanaryOf(Digest digest) =>
        $"IMAGEFORGE-CANARY-SECRET-{Digest.OfFields("canary", digest.Hex).Hex[..32]}";
}
