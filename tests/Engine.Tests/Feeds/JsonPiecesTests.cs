using System.Text;
using System.Text.Json;
using ImageForge.Engine.Feeds;

namespace ImageForge.Engine.Tests.Feeds;

public sealed class JsonPiecesTests
{
    [Fact]
    public void Values_larger_and_smaller_than_the_buffer_come_one_after_the_other()
    {
        var large = new string('x', 3 << 20);
        var text = $$"""{ "a": {"b": [1, 2]}, "large": ["{{large}}"], "last": "{{large[..(1 << 20)]}}", "n": 7 }""";

        var pieces = Read(text, piece => $"{piece.Name} {piece.Value.GetRawText().Length}");

        Assert.Equal(["a 13", $"large {large.Length + 4}", $"last {(1 << 20) + 2}", "n 1"], pieces);
    }

    [Fact]
    public void Entries_of_a_list_have_no_name()
    {
        Assert.Equal(["- {}", "- [1]", "- null"], Read(
            " [ {}, [1],\n null ] ", piece => $"{piece.Name ?? "-"} {piece.Value.GetRawText()}"));
        Assert.Empty(Read("[]", piece => piece.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("<!doctype html>")]
    [InlineData("{ \"a\": {")]
    [InlineData("{ \"a\": {}")]
    [InlineData("[ {}, ]")]
    public void What_is_no_whole_object_or_list_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => Read(text, piece => piece.Name));

    private static List<T> Read<T>(string text, Func<JsonPiece, T> select)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return [.. JsonPieces.Read(stream).Select(select)];
    }
}
