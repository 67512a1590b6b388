namespace ImageForge.Engine.Traffic;

/// <summary>A request that was not answered as it should be.</summary>
/// <param name="Number">Which request, from 1; the query of the request says the same.</param>
/// <param name="At">When it was due, since the load began.</param>
/// <param name="Cause">Short and for people: <c>HTTP 503</c>, <c>no answer within 2 s</c>.</param>
public sealed record LoadFailure(long Number, TimeSpan At, string Cause);
