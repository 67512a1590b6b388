namespace ImageForge.Cli.Output;

/// <summary>One fleet of a hotfix; times are seconds since the decision.</summary>
internal sealed record HotfixFleetAnswer(
    string Fleet, int Instances, double? BeganSeconds, double? FirstInstanceSeconds, double? LastInstanceSeconds,
    bool Complete, string Reason);
