using ImageForge.Engine;
using ImageForge.Targets.Service;

namespace ImageForge.Targets.Tests.Service;

/// <summary>What a unit file of somebody's own hands to the service.</summary>
public sealed class ServiceWordsTests
{
    [Fact]
    public void What_is_left_out_is_as_imageforge_serve_would_have_it()
    {
        var words = ServiceWords.Read("""{"state":"/s","definitions":"/d","target":"local"}""");
        Assert.Equal(
            (ServiceOrder.DefaultListen, ServiceOrder.DefaultReview, ServiceOrder.DefaultFeeds,
                ServiceOrder.DefaultLog),
            (words.Listen, words.Review, words.Feeds, words.Log));
        Assert.Empty(words.Hosts);
        Assert.Equal("/s", ServiceOrder.Parse(words).State.Root);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"state":"/s","definitions":"/d","target":"local","hosts":1}""")]
    public void What_cannot_be_read_is_refused_with_a_way_out(string json)
    {
        var refusal = Assert.Throws<ForgeException>(() => ServiceWords.Read(json));
        Assert.Equal(ForgeError.Usage, refusal.Error);
        Assert.Contains("imageforge serve", refusal.WayOut, StringComparison.Ordinal);
    }
}
