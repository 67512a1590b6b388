namespace ImageForge.Core.Images;

/// <summary>An HTTP request that tells whether the application in an instance works.</summary>
/// <param name="Port">Port inside the instance; one of the declared ports.</param>
/// <param name="Path">Absolute path, such as <c>/healthz</c>.</param>
/// <param name="Status">The answer that means healthy.</param>
public sealed record HealthProbe(int Port, string Path, int Status = 200);
