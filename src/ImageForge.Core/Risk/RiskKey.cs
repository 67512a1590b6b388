namespace ImageForge.Core.Risk;

/// <summary>What a risk of an image is about.</summary>
/// <param name="Subject">A CVE id, or what a gate refused, such as the id of a control.</param>
/// <param name="Source">The source package of a vulnerability; the gate of what somebody accepted.</param>
/// <param name="Kind">Which of the two it is.</param>
public sealed record RiskKey(string Subject, string Source, RiskKind Kind)
{
    public override string ToString() => $"{Subject} ({Source})";
}
