using System.Net;

namespace ImageForge.Engine.Builds;

/// <summary>One attempt at a download failed.</summary>
internal sealed class DownloadException(string message, string wayOut, bool mayPass, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What a person can do about it once attempts are used up.</summary>
    public string WayOut { get; } = wayOut;

    /// <summary>True if another attempt may succeed.</summary>
    public bool MayPass { get; } = mayPass;

    public static DownloadException Unreachable(string message, Exception inner) =>
        new(message,
            "check the network and the definition's mirror, then run the same command again: what was fetched is kept",
            mayPass: true, inner);

    public static DownloadException OtherBytes(string message) =>
        new(message,
            "the mirror or a proxy before it is damaged: try again later, or name another mirror in the definition",
            mayPass: true);

    public static DownloadException OfStatus(HttpStatusCode status) => new(
        $"the mirror answered {(int)status}",
        status is HttpStatusCode.NotFound or HttpStatusCode.Gone
            ? "a newer version has replaced it: run without --offline, so that the package index is fetched anew"
            : "try again later, or name another mirror in the definition",
        MayPassAfter(status));

    /// <summary>Whether a server that answers so may answer otherwise in a moment.</summary>
    public static bool MayPassAfter(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;
}
