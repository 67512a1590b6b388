namespace ImageForge.Server.Api;

/// <summary>Who sends a request.</summary>
internal static class Caller
{
    /// <summary>What journals call him.</summary>
    public static string NameOf(HttpContext context) => context.User.Identity?.Name ?? "somebody on this machine";

    /// <summary>What tells him from everybody else; null where nobody is asked who he is.</summary>
    public static string? IdOf(HttpContext context) => context.User.Identity?.Name;
}
