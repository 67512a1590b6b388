using ImageForge.Core.Fleets;
using ImageForge.Engine.Journal;
using Microsoft.Net.Http.Headers;

namespace ImageForge.Server.Api;

/// <summary>
/// The version of a fleet's rotation: how many entries its journal has. Whoever decides from what he read sends it
/// along as <c>If-Match</c>, and is refused where somebody said something since.
/// </summary>
internal static class FleetVersion
{
    /// <summary>Metadata of a route that takes <c>If-Match</c>.</summary>
    public sealed record Honoured;

    public static EntityTagHeaderValue TagOf(RotationRecord record) => new($"\"{record.Entries}\"");

    /// <exception cref="RequestException">It is another one by now.</exception>
    public static void Require(HttpContext context, FleetName fleet, RotationRecord record)
    {
        var wanted = context.Request.GetTypedHeaders().IfMatch;
        if (wanted.Count > 0 && !wanted.Any(tag => tag.Equals(EntityTagHeaderValue.Any)
            || tag.Compare(TagOf(record), useStrongComparison: true)))
        {
            throw new RequestException(
                StatusCodes.Status412PreconditionFailed, "it changed meanwhile",
                $"the journal of fleet {fleet} has {record.Entries} entries, and If-Match says otherwise",
                $"look again at /v1/fleets/{fleet}/rotation, and send its ETag if you still want it");
        }
    }
}
