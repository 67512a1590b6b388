using System.Text;
using ImageForge.Engine.Access;

namespace ImageForge.Targets.Tests.Service.Api;

/// <summary>A request that nobody would send on purpose.</summary>
/// <param name="Body">Null: none.</param>
/// <param name="Media">Null: no content type.</param>
internal sealed record FuzzedRequest(
    int Number, string Method, string Path, byte[]? Body, string? Media, Role Role,
    IReadOnlyList<(string Name, string Value)> Headers)
{
    public override string ToString() => $"#{Number} {Method} {Path} as {Role}, {Media}: "
        + (Body is null ? "" : Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 200))));
}
