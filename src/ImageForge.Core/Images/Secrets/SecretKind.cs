using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ImageForge.Core.Images.Secrets;

/// <summary>
/// A kind of secret: what it is, and how it is told from everything else in text whose characters are bytes (Latin-1).
/// </summary>
/// <param name="Id">Names it in findings and to <c>imageforge explain</c>.</param>
/// <param name="Title">What was found, with its article: <c>a GitHub token</c>.</param>
/// <param name="Why">What somebody can do who has it.</param>
/// <param name="Anchors">Texts of which one is in every secret of the kind: only there its form is tried.</param>
/// <param name="Pattern">
/// A regular expression in the linear subset of .NET (no look-around, no back-reference). It begins at the anchor,
/// unless <paramref name="Before"/> lets it begin earlier.
/// </param>
/// <param name="Before">Characters before the anchor in which the form may begin.</param>
/// <param name="After">Characters from the anchor on in which it must end.</param>
/// <param name="AnyCase">Upper and lower case are the same, in anchors and form.</param>
/// <param name="IsNear">The form stands near the anchor and does not hold it.</param>
/// <param name="IsSecret">Looks at what the form matched, and says whether it is one; null takes all.</param>
public sealed record SecretKind(
    string Id, string Title, string Why, ImmutableArray<string> Anchors, string Pattern, int Before = 0,
    int After = 512, bool AnyCase = false, bool IsNear = false, SecretKind.Check? IsSecret = null)
{
    /// <summary>A judgement that a regular expression cannot make.</summary>
    /// <param name="match">What the form matched.</param>
    public delegate bool Check(ReadOnlySpan<char> match);

    // NonBacktracking: a disk is large and not ours, and time must stay linear. Its automata have a limit of size that
    // counted loops reach (n optional repetitions cost n²/2): forms count to 16, or leave the end to the window.
    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>Built when it is first needed: a text rarely holds the anchors of more than a few kinds.</summary>
    internal Regex Form => field ??= new Regex(
        (AnyCase ? "(?i)" : "") + (IsAtAnchor ? $@"\A[\s\S]?({Pattern})" : Pattern), Options);

    /// <summary>Tied to the place of the anchor (and the character before it, for <c>\b</c>): most tries end at once.
    /// </summary>
    internal bool IsAtAnchor => Before == 0 && !IsNear;
}
