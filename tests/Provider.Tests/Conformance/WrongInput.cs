namespace ImageForge.Provider.Tests.Conformance;

/// <summary>Something that programs get wrong.</summary>
/// <param name="What">In a few words.</param>
/// <param name="Type">The resource's token; empty: the provider's own configuration.</param>
/// <param name="Given">JSON; DAY+n is the day in n days.</param>
/// <param name="Property">Where it is said to be.</param>
/// <param name="Reason">A part of what is said.</param>
public sealed record WrongInput(string What, string Type, string Given, string Property, string Reason)
{
    /// <summary>What must not be said; null: nothing.</summary>
    public string? Hidden { get; init; }

    public override string ToString() => What;
}
