using System.Collections.Immutable;

namespace ImageForge.Core.Images.Evidence;

/// <summary>The gates of an artifact, taken apart into cases.</summary>
internal static class GateCases
{
    private const string HardeningGate = "hardening";

    public static ImmutableArray<GateCase> Of(
        ImageArtifact artifact, IReadOnlyDictionary<string, HardeningControl> controls) =>
        [.. artifact.Gates.SelectMany(gate => OfGate(artifact, gate, controls))];

    // An image that did not boot has a finding that is no control's: it stays with the gate.
    private static List<GateCase> OfGate(
        ImageArtifact artifact, GateResult gate, IReadOnlyDictionary<string, HardeningControl> controls)
    {
        var perControl = gate.Gate == HardeningGate
            ? artifact.Controls.Select(id => OfControl(gate, controls[id])).ToList()
            : [];
        var told = perControl.SelectMany(known => known.Findings).ToHashSet();
        var accepted = perControl.SelectMany(known => known.Waived).ToHashSet();
        ImmutableArray<GateFinding> rest = [.. gate.Findings.Where(finding => !told.Contains(finding))];
        ImmutableArray<WaivedFinding> restWaived = [.. gate.Waived.Where(waived => !accepted.Contains(waived))];
        if (perControl.Count > 0 && rest.IsEmpty && restWaived.IsEmpty)
        {
            return perControl;
        }

        return
        [
            // Of an image that did not boot nothing is known of any control.
            .. perControl.Where(known => !known.Holds),
            new GateCase(
                gate.Gate, $"gate/{gate.Gate}", gate.Summary, "", Severity.High, [], null, rest, restWaived),
        ];
    }

    private static GateCase OfControl(GateResult gate, HardeningControl control) => new(
        gate.Gate, control.Id, control.Title, control.Why, control.Severity, control.References,
        $"images/controls/{control.Id}.yaml",
        [.. gate.Findings.Where(finding => finding.Subject == control.Id)],
        [.. gate.Waived.Where(waived => waived.Finding.Subject == control.Id)]);
}
