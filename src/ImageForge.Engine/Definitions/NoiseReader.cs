using System.Globalization;
using ImageForge.Core;
using ImageForge.Core.Detection;

namespace ImageForge.Engine.Definitions;

/// <summary>Reads one <c>images/noise/&lt;id&gt;.yaml</c>: what a rule set did in ordinary life.</summary>
internal sealed class NoiseReader(DefinitionErrors errors)
{
    /// <param name="id">The file's name without its ending.</param>
    public NoiseMeasurement Read(DefinitionFile file, string id)
    {
        var root = file.Root;
        errors.RequireFileName(file, "id", id);

        var day = DateOnly.TryParseExact(
            root.Text("measuredOn"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var valid)
            ? valid
            : default;
        if (day == default && root.Text("measuredOn") is { } wrong)
        {
            errors.Add(
                file, root.Value("measuredOn"), $"measuredOn: {Quoting.Quote(wrong)} is no day",
                "write a day such as 2026-11-29");
        }

        var hex = root.Text("ruleSet");
        return new NoiseMeasurement
        {
            Id = id,
            RuleSet = Digest.IsValid(hex) ? new Digest(hex!) : default,
            MeasuredOn = day,
            Stages =
            [
                .. root.Groups("stages").Select(stage => new NoiseStage(
                    stage.Text("name") ?? "", stage.Number("seconds") ?? 0,
                    [
                        .. stage.Groups("rules").Select(rule => new NoiseCount(
                            rule.Text("id") ?? "",
                            rule.Text("tier") == "alert" ? AuditTier.Alert : AuditTier.Signal,
                            rule.Number("count") ?? 0)),
                    ])),
            ],
        };
    }
}
