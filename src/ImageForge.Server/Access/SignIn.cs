namespace ImageForge.Server.Access;

/// <summary>Where persons without a session are sent.</summary>
internal static class SignIn
{
    public const string Path = "/sign-in";

    /// <summary>Whether a person before a browser waits for a page, rather than a program for an answer.</summary>
    public static bool IsPerson(this HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>The sign-in page, that leads back to what was asked for.</summary>
    public static string PathFrom(HttpRequest request) =>
        $"{Path}?from={Uri.EscapeDataString(request.Path + request.QueryString.ToString())}";
}
