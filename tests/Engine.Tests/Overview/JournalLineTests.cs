using ImageForge.Core.Journal;
using ImageForge.Engine.Overview;

namespace ImageForge.Engine.Tests.Overview;

/// <summary>Journal entries as people read them.</summary>
public sealed class JournalLineTests
{
    private static readonly string Digest = new('a', 64);

    [Theory]
    [InlineData("""{"event":"command-done","instance":"web-a","command":"Register"}""", "register done", "")]
    [InlineData(
        """{"event":"launch-began","instance":"web-a","token":"k5tq","slot":1,"replaces":null,"zone":"b"}""",
        "launch began", "slot=1 zone=b")]
    [InlineData("plain words", "noted", "=plain words")]
    [InlineData("[1]", "noted", "=[1]")]
    [InlineData("", "noted", "")]
    [InlineData("""{"event":5,"x":true}""", "5", "x=True")]
    public void An_entry_is_told_in_words(string data, string words, string facts)
    {
        var line = JournalLine.Of(Entry(data));
        Assert.Equal(words, line.Event);
        Assert.Equal(facts, string.Join(' ', line.Facts.Select(fact => $"{fact.Name}={fact.Value}")));
    }

    [Fact]
    public void A_version_is_written_with_the_beginning_of_its_digest_and_what_is_wordsis_cut()
    {
        var words = new string('x', 500);
        var line = JournalLine.Of(Entry($$"""{"event":"started","image":"web@{{Digest}}","reason":"{{words}}"}"""));
        Assert.Equal("web@aaaaaaaaaaaa", line.Facts[0].Value);
        Assert.Equal(161, line.Facts[1].Value.Length);
    }

    [Fact]
    public void Of_many_facts_the_first_are_told()
    {
        var fields = string.Join(',', Enumerable.Range(0, 30).Select(number => $"\"f{number}\":{number}"));
        Assert.Equal(JournalLine.FactsMax, JournalLine.Of(Entry($$"""{{{fields}}}""")).Facts.Length);
    }

    private static JournalEntry Entry(string data) => JournalChain.Next(
        null, "fleet/web", DateTimeOffset.UnixEpoch, "run", JournalPhase.Noted, "web-a", data);
}
