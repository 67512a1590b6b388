
namespace ImageForge.Provider.Protocol;

/// <summary>
/// Something is there and is not as it was ordered: the engine keeps it under its id, and the next run puts it right.
/// </summary>
/// <param name="id">Never empty.</param>
/// <param name="outputs">What is known of it.</param>
/// <param name="reasons">A sentence each; all that people are shown.</param>
internal sealed class InitFailedException(string id, PropertyMap outputs, params IEnumerable<string> reasons)
    : Exception(string.Join("; ", reasons))
{
    public string Id { get; } = id;
    public PropertyMap Outputs { get; } = outputs;
    public IReadOnlyList<string> Reasons { get; } = [.. reasons];
}
