using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Core.Risk;

/// <summary>What the journal says of all risks of one image: a fold over its events.</summary>
public sealed record RiskLedger
{
    public static readonly RiskLedger Empty = new();

    private RiskLedger() { }

    /// <summary>Every risk that there ever was, in what it last was.</summary>
    public ImmutableDictionary<RiskKey, RiskRecord> Risks { get; private init; } =
        ImmutableDictionary<RiskKey, RiskRecord>.Empty;

    /// <summary>What each version carries, by the last review that looked at it.</summary>
    public ImmutableDictionary<ArtifactId, ImmutableHashSet<RiskKey>> Versions { get; private init; } =
        ImmutableDictionary<ArtifactId, ImmutableHashSet<RiskKey>>.Empty;

    /// <summary>The last review and when it ended; null before the first.</summary>
    public (DateTimeOffset At, RiskEvent.Reviewed What)? Reviewed { get; private init; }

    public bool Carries(ArtifactId image, RiskKey risk) => Versions.GetValueOrDefault(image)?.Contains(risk) == true;

    public RiskLedger Apply(RiskEvent news, DateTimeOffset at) => news switch
    {
        // Found again after it was gone: a new risk, with a clock of its own.
        RiskEvent.Found found when Risks.GetValueOrDefault(found.Risk) is not { Mitigated: null } => this with
        {
            Risks = Risks.SetItem(found.Risk, new RiskRecord
            {
                Key = found.Risk, FoundAt = at, Detail = found.Detail, Facts = found.Facts, By = found.By,
            }),
        },
        RiskEvent.Carried carried => this with { Versions = Versions.SetItem(carried.Image, [.. carried.Risks]) },
        RiskEvent.Reviewed reviewed => this with { Reviewed = (at, reviewed) },
        { About: { } risk } => With(risk, news, at),
        _ => this,
    };

    private RiskLedger With(RiskKey risk, RiskEvent news, DateTimeOffset at) =>
        Risks.TryGetValue(risk, out var record)
            ? this with { Risks = Risks.SetItem(risk, record.Apply(news, at)) }
            : this;
}
