namespace ImageForge.Provider.Tests.Conformance;

/// <summary>One property of a resource, before and now, and what the engine is to be told of it.</summary>
/// <param name="Type">The resource's token.</param>
/// <param name="Property">Which one.</param>
/// <param name="Old">JSON; null: it was not there.</param>
/// <param name="Now">JSON; null: it is not there.</param>
/// <param name="Kind">By the protocol's word.</param>
public sealed record DiffRow(string Type, string Property, string Old, string Now, string Kind);
