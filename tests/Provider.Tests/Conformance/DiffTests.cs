using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>What has changed, and what it makes of the resource (cases 19 to 23 of the protocol's sheet).</summary>
public sealed class DiffTests(DiffFixture fixture) : IClassFixture<DiffFixture>
{
    [Theory]
    [InlineData(ProviderBench.ImageType)]
    [InlineData(ProviderBench.FleetType)]
    [InlineData(ProviderBench.WaiverType)]
    public async Task The_same_is_no_difference(string type)
    {
        var resource = fixture.Of(type);
        AssertNone(await resource.DiffAsync(resource.Inputs));
    }

    [Theory]
    [InlineData(ProviderBench.ImageType)]
    [InlineData(ProviderBench.FleetType)]
    [InlineData(ProviderBench.WaiverType)]
    public async Task The_same_is_no_difference_for_engines_that_send_no_old_inputs(string type)
    {
        var resource = fixture.Of(type);
        AssertNone(await resource.DiffAsync(resource.Inputs, sendsOldInputs: false));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_changed_property_is_named_with_what_becomes_of_it(DiffRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var resource = fixture.Of(row.Type);
        var old = With(resource.Inputs, row.Property, row.Old);
        var changed = new EngineResourceState(resource.Id, old, With(resource.Outputs, row.Property, row.Old));
        var now = With(resource.Inputs, row.Property, row.Now);
        var answer = await fixture.Of(row.Type, changed).DiffAsync(now);
        AssertSome(answer, row);

        // By the outputs alone it is the same, except that what is an output too is known there in any case.
        if (row is not { Property: "desired", Kind: "ADD" or "DELETE" })
        {
            AssertSome(await fixture.Of(row.Type, changed).DiffAsync(now, sendsOldInputs: false), row);
        }
    }

    public static TheoryData<DiffRow> Rows()
    {
        const string Image = ProviderBench.ImageType;
        const string Fleet = ProviderBench.FleetType;
        const string Waiver = ProviderBench.WaiverType;
        return
        [
            new DiffRow(Image, "definition", "\"web\"", "\"other\"", "UPDATE_REPLACE"),
            new DiffRow(Image, "target", "\"local\"", "\"simulated:http://127.0.0.1:1\"", "UPDATE_REPLACE"),
            new DiffRow(Image, "target", "null", "\"local\"", "ADD_REPLACE"),
            new DiffRow(Image, "target", "\"local\"", "null", "DELETE_REPLACE"),
            new DiffRow(Image, "channel", "null", "\"canary\"", "ADD"),
            new DiffRow(Image, "channel", "\"canary\"", "\"stable\"", "UPDATE"),
            new DiffRow(Image, "channel", "\"canary\"", "null", "DELETE"),
            new DiffRow(Fleet, "schedule", "\"diffed\"", "\"other\"", "UPDATE_REPLACE"),
            new DiffRow(Fleet, "target", "\"local\"", "\"simulated:http://127.0.0.1:1\"", "UPDATE_REPLACE"),
            new DiffRow(Fleet, "target", "null", "\"local\"", "ADD_REPLACE"),
            new DiffRow(Fleet, "target", "\"local\"", "null", "DELETE_REPLACE"),
            new DiffRow(Fleet, "image", "null", "\"web\"", "ADD"),
            new DiffRow(Fleet, "image", "\"web:canary\"", "\"web\"", "UPDATE"),
            new DiffRow(Fleet, "image", "\"web\"", "null", "DELETE"),
            new DiffRow(Fleet, "desired", "null", "2", "ADD"),
            new DiffRow(Fleet, "desired", "2", "1", "UPDATE"),
            new DiffRow(Fleet, "desired", "2", "null", "DELETE"),
            new DiffRow(Waiver, "id", "\"diffed\"", "\"other\"", "UPDATE_REPLACE"),
            new DiffRow(Waiver, "reason", "\"a reason of before\"", "\"a reason of now\"", "UPDATE"),
            new DiffRow(Waiver, "owner", "\"a\"", "\"b\"", "UPDATE"),
            new DiffRow(Waiver, "image", "\"a\"", "\"b\"", "UPDATE"),
            new DiffRow(Waiver, "expires", "\"2026-01-01\"", "\"2026-01-02\"", "UPDATE"),
            new DiffRow(Waiver, "control", "null", "\"c\"", "ADD"),
            new DiffRow(Waiver, "cve", "\"CVE-2026-0001\"", "null", "DELETE"),
            new DiffRow(Waiver, "scenario", "\"s\"", "null", "DELETE"),
        ];
    }

    [Theory]
    [InlineData("""{"pockets":["release"]}""", """{"pockets":["release","security"]}""", "overrides.pockets[1]", "ADD")]
    [InlineData(
        """{"pockets":["release","security"]}""", """{"pockets":["release"]}""", "overrides.pockets[1]", "DELETE")]
    [InlineData(
        """{"pockets":["release","security"]}""", """{"pockets":["release","updates"]}""", "overrides.pockets[1]",
        "UPDATE")]
    [InlineData("null", """{"pockets":["release"]}""", "overrides", "ADD")]
    [InlineData("""{"pockets":["release"]}""", "null", "overrides", "DELETE")]
    [InlineData("""{"pockets":["release"]}""", "{}", "overrides.pockets", "DELETE")]
    public async Task A_change_in_depth_is_named_by_its_path_and_by_its_property(
        string old, string now, string path, string kind)
    {
        var image = fixture.Of(ProviderBench.ImageType);
        var before = new EngineResourceState(
            image.Id, With(image.Inputs, "overrides", old), With(image.Outputs, "overrides", old));
        var answer = await fixture.Of(ProviderBench.ImageType, before).DiffAsync(With(image.Inputs, "overrides", now));
        Assert.Equal("DIFF_SOME", Wire.Changes(answer));
        Assert.Contains("overrides", answer["diffs"]!.AsArray().Select(key => (string?)key));
        Assert.Equal(kind, KindOf(answer, path));
        Assert.Equal("[]", answer["replaces"]!.ToJsonString());
        AssertWhole(answer);
    }

    [Fact]
    public async Task Equal_values_in_other_clothes_are_no_difference()
    {
        var fleet = fixture.Of(ProviderBench.FleetType);
        AssertNone(await fleet.DiffAsync(With(fleet.Inputs, "schedule", Wire.Secret("diffed").ToJsonString())));
        var sealedBefore = new EngineResourceState(
            fleet.Id, With(fleet.Inputs, "schedule", Wire.Secret("diffed").ToJsonString()), fleet.Outputs);
        AssertNone(await fixture.Of(ProviderBench.FleetType, sealedBefore).DiffAsync(fleet.Inputs));
        AssertNone(await fleet.DiffAsync(With(fleet.Inputs, "waitFor", "\"started\"")));

        // Null is missing; 2 is 2.0.
        var withNull = fleet.Inputs.DeepClone().AsObject();
        withNull["image"] = null;
        AssertNone(await fleet.DiffAsync(withNull));
        var counted = new EngineResourceState(fleet.Id, With(fleet.Inputs, "desired", "2"), fleet.Outputs);
        AssertNone(await fixture.Of(ProviderBench.FleetType, counted).DiffAsync(With(fleet.Inputs, "desired", "2.0")));
    }

    [Fact]
    public async Task An_asset_is_the_same_by_its_hash_whatever_is_left_out()
    {
        const string Hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        var waiver = fixture.Of(ProviderBench.WaiverType);
        var elided = new EngineResourceState(
            waiver.Id, With(waiver.Inputs, "reason", Wire.Asset(Hash).ToJsonString()), waiver.Outputs);
        AssertNone(await fixture.Of(ProviderBench.WaiverType, elided).DiffAsync(
            With(waiver.Inputs, "reason", Wire.Asset(Hash, text: "").ToJsonString())));
        var other = await fixture.Of(ProviderBench.WaiverType, elided).DiffAsync(
            With(waiver.Inputs, "reason", Wire.Asset(Hash.Replace('e', 'f'), text: "x").ToJsonString()));
        Assert.Equal("UPDATE", KindOf(other, "reason"));
    }

    [Theory]
    [InlineData(ProviderBench.ImageType, "definition", "UPDATE_REPLACE")]
    [InlineData(ProviderBench.ImageType, "channel", "ADD")]
    [InlineData(ProviderBench.ImageType, "overrides", "ADD")]
    [InlineData(ProviderBench.FleetType, "schedule", "UPDATE_REPLACE")]
    [InlineData(ProviderBench.FleetType, "image", "ADD")]
    [InlineData(ProviderBench.FleetType, "desired", "ADD")]
    [InlineData(ProviderBench.WaiverType, "reason", "UPDATE")]
    [InlineData(ProviderBench.WaiverType, "id", "UPDATE_REPLACE")]
    public async Task What_is_not_known_yet_is_a_difference(string type, string property, string kind)
    {
        foreach (var unknown in new JsonNode[] { Wire.Sentinels[0], Wire.Sentinels[2], Wire.Secret(Wire.Unknown) })
        {
            var resource = fixture.Of(type);
            var answer = await resource.DiffAsync(With(resource.Inputs, property, unknown.ToJsonString()));
            Assert.Equal("DIFF_SOME", Wire.Changes(answer));
            Assert.Equal(kind, KindOf(answer, property));
            AssertWhole(answer);
        }
    }

    private static JsonObject With(JsonObject map, string property, string value)
    {
        var changed = map.DeepClone().AsObject();
        if (JsonNode.Parse(value) is { } known)
        {
            changed[property] = known;
        }
        else
        {
            changed.Remove(property);
        }

        return changed;
    }

    private static void AssertNone(JsonObject answer)
    {
        Assert.Equal("{}", answer["detailedDiff"]!.ToJsonString());
        Assert.Equal("DIFF_NONE", Wire.Changes(answer));
        Assert.Equal("[]", answer["diffs"]!.ToJsonString());
        Assert.Equal("[]", answer["replaces"]!.ToJsonString());
        Assert.True((bool)answer["hasDetailedDiff"]!);
    }

    private static void AssertSome(JsonObject answer, DiffRow row)
    {
        Assert.Equal("DIFF_SOME", Wire.Changes(answer));
        Assert.Equal(row.Kind, KindOf(answer, row.Property));
        var replaces = row.Kind.EndsWith("_REPLACE", StringComparison.Ordinal);
        Assert.Equal(replaces ? $"[\"{row.Property}\"]" : "[]", answer["replaces"]!.ToJsonString());
        Assert.True((bool)answer["detailedDiff"]![row.Property]!["inputDiff"]!);
        AssertWhole(answer);
    }

    private static string KindOf(JsonObject answer, string path)
    {
        string[] kinds = ["ADD", "ADD_REPLACE", "DELETE", "DELETE_REPLACE", "UPDATE", "UPDATE_REPLACE"];
        return answer["detailedDiff"]![path] is { } change
            ? kinds[(int)change["kind"]!]
            : $"nothing of {path} in {answer["detailedDiff"]!.ToJsonString()}";
    }

    // Each key has a path, each path a key; nothing twice; what replaces has changed.
    private static void AssertWhole(JsonObject answer)
    {
        Assert.True((bool)answer["hasDetailedDiff"]!);
        var keys = answer["diffs"]!.AsArray().Select(key => (string)key!).ToList();
        Assert.Equal(keys.Distinct(), keys);
        Assert.All(keys, key => Assert.Matches("^[A-Za-z]+$", key));
        var paths = answer["detailedDiff"]!.AsObject().Select(change => change.Key).ToList();
        Assert.Equal(keys.Order(), paths.Select(path => path.Split('.', '[')[0]).Distinct().Order());
        Assert.Subset(keys.ToHashSet(), answer["replaces"]!.AsArray().Select(key => (string)key!).ToHashSet());
    }
}
