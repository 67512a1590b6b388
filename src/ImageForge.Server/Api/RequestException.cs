namespace ImageForge.Server.Api;

/// <summary>A request that is refused for how it was made, whatever it asks for.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="title">Its kind, for people.</param>
/// <param name="detail">What is wrong with this one.</param>
/// <param name="wayOut">What to do instead.</param>
internal sealed class RequestException(int status, string title, string detail, string wayOut) : Exception(detail)
{
    public int Status => status;
    public string Title => title;
    public string WayOut => wayOut;

    /// <summary>When to come again; null: as it is, it is never right.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
