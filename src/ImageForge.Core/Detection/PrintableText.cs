using System.Globalization;
using System.Text;

namespace ImageForge.Core.Detection;

/// <summary>
/// A stranger's text made fit for terminals and pages: no control or format character, such as those that turn the
/// direction of what follows, and no more than so many characters.
/// </summary>
public static class PrintableText
{
    /// <param name="lengthMax">In UTF-16 characters; a longer one ends with three dots.</param>
    public static string Of(ReadOnlySpan<char> text, int lengthMax)
    {
        const string Cut = "...";
        var clean = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(IsPrintable(rune) ? rune : new Rune(' '));
            if (clean.Length > lengthMax)
            {
                break;
            }
        }

        if (clean.Length <= lengthMax)
        {
            return clean.ToString().Trim();
        }

        var length = Math.Max(0, lengthMax - Cut.Length);
        length -= length > 0 && char.IsHighSurrogate(clean[length - 1]) ? 1 : 0;
        return clean.ToString(0, length).Trim() + Cut;
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
