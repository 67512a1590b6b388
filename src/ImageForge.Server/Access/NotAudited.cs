namespace ImageForge.Server.Access;

/// <summary>Marks a route that changes something and leaves no audit entry.</summary>
/// <param name="Why">What keeps its record instead, or why there is nothing to record.</param>
public sealed record NotAudited(string Why);
