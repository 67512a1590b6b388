namespace ImageForge.Server.Api;

/// <summary>Who is signed in, and what a form has to send along so that it is known to be ours.</summary>
/// <param name="Name">The token's name; null: nobody is.</param>
/// <param name="Role">What it may do.</param>
/// <param name="FormField">The field of a form; a script sends the header <c>X-Form-Token</c> instead.</param>
/// <param name="FormToken">Its value, good for whoever asked and until he signs in or out.</param>
public sealed record SessionAnswer(string? Name, string? Role, string FormField, string FormToken);
