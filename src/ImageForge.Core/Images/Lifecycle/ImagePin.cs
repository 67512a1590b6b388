namespace ImageForge.Core.Images.Lifecycle;

/// <summary>That somebody needs a built version, so that it is not deleted.</summary>
/// <param name="Holder">Who needs it.</param>
/// <param name="Until">When it ends by itself; null: when it is taken away.</param>
/// <param name="Reason">Why it is needed.</param>
public sealed record ImagePin(string Holder, DateTimeOffset? Until, string Reason)
{
    /// <summary>How the holder of a Pulumi resource begins.</summary>
    public const string PulumiHolder = "urn:pulumi:";

    public bool HoldsAt(DateTimeOffset at) => Until is null || at < Until;
}
