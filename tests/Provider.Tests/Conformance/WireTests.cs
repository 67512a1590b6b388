using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>What holds of every call on the wire (cases 6, 38 and 39 of the protocol's sheet).</summary>
public sealed class WireTests(BenchFixture fixture) : IClassFixture<BenchFixture>
{
    private const int Megabytes = 40 << 20;

    // Of gRPC.
    private const int InvalidArgument = 3;
    private const int Unimplemented = 12;

    private ProviderProcess Provider => fixture.Provider;

    [Theory]
    [InlineData("/pulumirpc.ResourceProvider/NoSuchMethod")]
    [InlineData("/pulumirpc.ResourceProvider/Parameterize")]
    [InlineData("/pulumirpc.ResourceProvider/Call")]
    [InlineData("/pulumirpc.ResourceProvider/Construct")]
    [InlineData("/pulumirpc.ResourceProvider/GetMapping")]
    [InlineData("/pulumirpc.ResourceProvider/List")]
    [InlineData("/pulumirpc.NoSuchService/Check")]
    [InlineData("/grpc.health.v1.Health/Check")]
    public async Task What_is_not_there_is_said_to_be_unimplemented(string path)
    {
        Assert.Equal(Unimplemented, (int?)(await Provider.RawAsync(path, []))["code"]);

        // A gRPC client would take HTTP's 404 for the same; the engine's own peer need not.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{Provider.Port}{path}")
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 0]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var status = answer.Headers.Concat(answer.TrailingHeaders).Single(header => header.Key == "grpc-status");
        Assert.Equal($"{Unimplemented}", Assert.Single(status.Value));
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("a carriage\r\nreturn")]
    [InlineData("100 % and %41")]
    [InlineData("café")]
    [InlineData("a 🔨 forge")]
    [InlineData("\u0001\u007f\u2028")]
    public async Task An_error_message_comes_as_it_was_meant(string word)
    {
        var fault = await Assert.ThrowsAsync<StubFault>(() => Provider.CallAsync(
            "Invoke", new JsonObject { ["tok"] = word, ["args"] = new JsonObject() }));
        Assert.Equal(InvalidArgument, fault.Code);
        Assert.StartsWith($"there is no function {word}; there are imageforge:index:getImage", fault.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forty_megabytes_are_taken_and_given_back()
    {
        var long_ = new string('x', Megabytes);
        var answer = await new EngineResource(Provider, ProviderBench.ImageType, "long").CheckAsync(
            new JsonObject { ["definition"] = long_ });
        Assert.Equal(long_, (string?)answer["inputs"]!["definition"]);
        var failure = Assert.Single(answer["failures"]!.AsArray())!;
        Assert.Equal("definition", (string?)failure["property"]);
        Assert.Contains($"not {Megabytes}", (string)failure["reason"]!, StringComparison.Ordinal);
        Assert.InRange(((string)failure["reason"]!).Length, 1, 1000);
    }

    [Fact]
    public async Task A_field_of_a_newer_engine_is_passed_over()
    {
        var answer = await Provider.CallWithExtraFieldAsync("Check", new JsonObject
        {
            ["urn"] = ProviderBench.Urn(ProviderBench.ImageType, "newer"), ["type"] = ProviderBench.ImageType,
            ["olds"] = new JsonObject(), ["news"] = new JsonObject { ["definition"] = "web" },
        });
        Assert.Equal("[]", answer["failures"]!.ToJsonString());
        Assert.Equal("web", (string?)answer["inputs"]!["definition"]);
    }

    [Fact]
    public async Task Deep_values_are_refused_and_deeper_ones_do_not_break_the_process()
    {
        var image = new EngineResource(Provider, ProviderBench.ImageType, "deep");
        var answer = await image.CheckAsync(new JsonObject { ["definition"] = Nested(levels: 10) });
        Assert.Equal("definition", (string?)Assert.Single(answer["failures"]!.AsArray())!["property"]);
        await Assert.ThrowsAsync<StubFault>(
            () => image.CheckAsync(new JsonObject { ["definition"] = Nested(levels: 40) }));
        Assert.NotEmpty((string)(await Provider.CallAsync("GetPluginInfo"))["version"]!);
    }

    private static JsonNode Nested(int levels) => Enumerable.Range(0, levels).Aggregate(
        (JsonNode)JsonValue.Create("at the bottom"), (inner, _) => new JsonObject { ["in"] = new JsonArray(inner) });
}
