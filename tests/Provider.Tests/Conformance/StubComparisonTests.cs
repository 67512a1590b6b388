using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using ImageForge.Provider.Tests.Stubs;
using Pulumirpc;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>Every name and number of our .proto files is that of the stubs which Pulumi publishes.</summary>
public sealed class StubComparisonTests : IAsyncLifetime
{
    private static readonly FileDescriptor[] Files =
        [ProviderReflection.Descriptor, PluginReflection.Descriptor, EngineReflection.Descriptor];

    private StubBridge _bridge = null!;
    private JsonObject _described = null!;

    public async ValueTask InitializeAsync()
    {
        _bridge = await StubBridge.StartAsync();
        _described = await _bridge.DoAsync(new JsonObject { ["op"] = "describe" });
    }

    public async ValueTask DisposeAsync()
    {
        if (_bridge is not null)
        {
            await _bridge.DisposeAsync();
        }
    }

    [Fact]
    public void Our_messages_and_calls_are_those_of_the_stubs() => Assert.Empty(Differences());

    // Google's own message, which a package brings: how an error's details travel.
    [Fact]
    public void The_status_of_an_error_is_that_of_the_stubs() => Assert.Empty(
        new StubComparison(_described).DifferencesOf(Google.Rpc.Status.Descriptor.File));

    [Theory]
    [InlineData("messages/pulumirpc.CheckRequest/news/number", "33",
        "pulumirpc.CheckRequest.news has the number 3, and should have 33")]
    [InlineData("messages/pulumirpc.CheckRequest/news/name", "\"new\"",
        "there is no field pulumirpc.CheckRequest.news")]
    [InlineData("messages/pulumirpc.CheckRequest/urn/kind", "\"writeBytes\"",
        "pulumirpc.CheckRequest.urn has the kind String, and should have Bytes")]
    [InlineData("messages/pulumirpc.DiffResponse/diffs/label", "\"optional\"",
        "pulumirpc.DiffResponse.diffs has the label repeated, and should have optional")]
    [InlineData("messages/pulumirpc.DiffResponse/detailedDiff/keyKind", "\"writeInt32\"",
        "pulumirpc.DiffResponse.detailedDiff has the kind map of String to Message, and "
            + "should have map of Int32 to Message")]
    [InlineData("messages/pulumirpc.CheckResponse/inputs/message", "\"pulumirpc.View\"",
        "pulumirpc.CheckResponse.inputs has the message google.protobuf.Struct, and should have pulumirpc.View")]
    [InlineData("messages/pulumirpc.ConfigureRequest/id/optional", "false",
        "pulumirpc.ConfigureRequest.id has the presence True, and should have False")]
    [InlineData("messages/pulumirpc.CreateRequest", "null", "there is no message pulumirpc.CreateRequest")]
    [InlineData("enums/pulumirpc.DiffResponse.DiffChanges/DIFF_NONE", "7",
        "pulumirpc.DiffResponse.DiffChanges.DIFF_NONE has the number 1, and should have 7")]
    [InlineData("enums/pulumirpc.LogSeverity", "null", "there is no enum pulumirpc.LogSeverity")]
    [InlineData("services/pulumirpc.ResourceProvider", """["Handshake"]""",
        "there is no call pulumirpc.ResourceProvider/Check")]
    [InlineData("services/pulumirpc.Engine", "null", "there is no service pulumirpc.Engine")]
    public void A_difference_is_named(string place, string value, string difference)
    {
        ArgumentNullException.ThrowIfNull(place);
        var steps = place.Split('/');
        JsonNode at = _described;
        foreach (var step in steps.SkipLast(1))
        {
            at = at is JsonArray fields
                ? fields.Single(field => (string?)field!["name"] == step)!
                : at[step]!;
        }

        at[steps[^1]] = JsonNode.Parse(value);
        Assert.Contains(difference, Differences());
    }

    private List<string> Differences() =>
        [.. Files.SelectMany(new StubComparison(_described).DifferencesOf)];
}
