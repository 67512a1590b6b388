namespace ImageForge.Server.Pages;

/// <summary>What every page says around its own content.</summary>
/// <param name="Place">Where the fleets are, such as <c>on this machine</c>.</param>
/// <param name="Now">The moment at which it was made.</param>
/// <param name="Path">Its own address with its question, from the first slash.</param>
/// <param name="Viewer">Who is signed in; null: nobody.</param>
/// <param name="FormToken">What a form has to send along, so that only our own pages can.</param>
public sealed record Shell(
    string Place, DateTimeOffset Now, string Path, string? Viewer, (string Field, string Value) FormToken)
{
    /// <summary>True for the page that asks who somebody is: it names no other.</summary>
    public bool IsSignedOut { get; init; }
}
