using ImageForge.Server.Access;

namespace ImageForge.Server.Api;

/// <summary>Who sends a request, as journals name him.</summary>
internal static class Caller
{
    /// <summary>With the id of his token: two tokens of one name are two callers.</summary>
    public static string NameOf(HttpContext context) => $"{context.RequireCaller()}";
}
