using System.Globalization;
using ImageForge.Core.Risk;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>Reads <c>images/remediation.yaml</c>: how soon which vulnerability has to be gone.</summary>
internal sealed class RemediationReader(DefinitionErrors errors)
{
    /// <summary>Where it lies, relative to the root.</summary>
    public const string Path = "images/remediation.yaml";

    public RemediationTable Read(DefinitionFile file)
    {
        var rules = new Dictionary<(bool, bool, bool, TechnicalImpact), RemediationRule>();
        foreach (var band in file.Root.Groups("bands"))
        {
            var rule = RuleOf(band);
            if (!rules.TryAdd((rule.Exploited, rule.Exposed, rule.Automatable, rule.Impact), rule))
            {
                // The schema wants 16 of them: with one twice another one is missing.
                errors.Add(
                    file, band, "the same combination has a band already",
                    "write one band for each of the 16 combinations of exploited, exposed, automatable and impact");
            }
        }

        return new RemediationTable(
            file.Root.Text("title") ?? "", file.Root.Text("source") ?? "", [.. rules.Values]);
    }

    private static RemediationRule RuleOf(JObject band) => new(
        band.Flag("exploited") ?? false, band.Flag("exposed") ?? false, band.Flag("automatable") ?? false,
        band.Text("impact") == "total" ? TechnicalImpact.Total : TechnicalImpact.Partial,
        new RemediationBand(
            band.Text("within") is { } within && within.EndsWith('d')
                && int.TryParse(within.AsSpan(0, within.Length - 1), CultureInfo.InvariantCulture, out var days)
                ? days
                : null,
            band.Flag("forensics") ?? false));
}
