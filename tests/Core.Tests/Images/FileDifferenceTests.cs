using ImageForge.Core.Images;

namespace ImageForge.Core.Tests.Images;

public sealed class FileDifferenceTests
{
    private static readonly string[] Published =
    [
        Line("hosts", "0644", "0 0", "/etc/hosts"),
        Line("shadow", "0640", "0 42", "/etc/shadow"),
        Line("page one", "0644", "0 0", "/srv/a page with spaces"),
    ];

    [Fact]
    public void The_same_lists_in_any_order_do_not_differ() =>
        Assert.Empty(FileDifference.Between(Published, Published.Reverse().Append("")));

    [Fact]
    public void Content_mode_and_owner_are_told_apart_and_sorted_by_path()
    {
        var differences = FileDifference.Between(
            Published,
            [
                Line("page two", "0644", "0 0", "/srv/a page with spaces"),
                Line("shadow", "0644", "0 0", "/etc/shadow"),
                Published[0],
            ]);

        Assert.Equal(["/etc/shadow", "/srv/a page with spaces"], differences.Select(difference => difference.Path));
        Assert.Equal([FileChange.Mode, FileChange.Owner], differences[0].Changes);
        Assert.Equal(("0640", "0:42"), (differences[0].Published?.Mode, differences[0].Published?.Owner));
        Assert.Equal([FileChange.Content], differences[1].Changes);
        Assert.Equal(Digest.OfText("page two"), differences[1].Rebuilt?.Content);
    }

    [Fact]
    public void A_file_of_one_side_only_is_missing_or_extra()
    {
        var differences = FileDifference.Between(Published[..2], [Published[0], Published[2]]);

        Assert.Equal(
            [("/etc/shadow", FileChange.Missing), ("/srv/a page with spaces", FileChange.Extra)],
            differences.Select(difference => (difference.Path, Assert.Single(difference.Changes))));
        Assert.Null(differences[0].Rebuilt);
        Assert.Null(differences[1].Published);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("0123 0644 0 0 /etc/hosts")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 0644 0 0 etc/hosts")]
    public void A_line_of_another_shape_is_refused_by_quoting_it(string line) =>
        Assert.Contains(
            $"'{line}'", Assert.Throws<FormatException>(() => FileDifference.Between(Published, [line])).Message,
            StringComparison.Ordinal);

    private static string Line(string content, string mode, string owner, string path) =>
        $"{Digest.OfText(content).Hex} {mode} {owner} {path}";
}
