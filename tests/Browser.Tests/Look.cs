using Microsoft.Playwright;

namespace ImageForge.Browser.Tests;

/// <summary>How somebody looks at a page.</summary>
/// <param name="Name">Part of a picture's name.</param>
/// <param name="Width">Of the window, in CSS pixels.</param>
public sealed record Look(string Name, int Width, ColorScheme Scheme)
{
    public static readonly Look Light = new("light", 1280, ColorScheme.Light);
    public static readonly Look Dark = new("dark", 1280, ColorScheme.Dark);
    public static readonly Look Phone = new("phone", 360, ColorScheme.Light);

    public static IEnumerable<Look> All => [Light, Dark, Phone];

    /// <summary>The same at night.</summary>
    public static readonly Look PhoneAtNight = new("phone-dark", 360, ColorScheme.Dark);

    public override string ToString() => Name;
}
