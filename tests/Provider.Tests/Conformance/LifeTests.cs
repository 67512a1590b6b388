using System.Text.Json.Nodes;
using ImageForge.EndToEnd.Tests.Targets;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>Changes, replacements, removals and functions (cases 34 to 37 of the protocol's sheet).</summary>
public sealed class LifeTests(BenchFixture fixture) : IClassFixture<BenchFixture>
{
    private const int InvalidArgument = 3;

    private ProviderBench Bench => fixture.Bench;

    [Fact]
    public async Task A_changed_waiver_keeps_its_id_and_a_preview_keeps_its_file()
    {
        var waiver = Resource(ProviderBench.WaiverType, "changed");
        await waiver.CreateAsync(Waiver("changed", "a reason that is long enough"));
        var file = Path.Combine(Bench.Tree.Root, "images", "waivers", "changed.yaml");
        var before = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var news = Waiver("changed", "another reason, as long");
        var preview = await waiver.PreviewUpdateAsync(news);
        Assert.Equal("another reason, as long", (string?)preview["properties"]!["reason"]);
        Assert.Equal(before, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        await waiver.UpdateAsync(news);
        Assert.Equal("changed", waiver.Id);
        Assert.Equal("another reason, as long", (string?)waiver.Outputs["reason"]);
        Assert.Equal("images/waivers/changed.yaml", (string?)waiver.Outputs["file"]);
        Assert.True((bool?)waiver.Outputs["holds"]);
        Assert.Contains(
            "another reason, as long", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_fleet_keeps_its_id_and_a_preview_keeps_its_size()
    {
        new BenchSchedule("grown").Write(Bench.Tree);
        await BuildAsync("grown");
        var fleet = Resource(ProviderBench.FleetType, "grown");
        await fleet.CreateAsync(new JsonObject { ["schedule"] = "grown" });
        var keys = fleet.Outputs.Select(output => output.Key).Order().ToList();
        var news = new JsonObject { ["schedule"] = "grown", ["desired"] = 3 };
        var preview = await fleet.PreviewUpdateAsync(news);
        Assert.Equal(3, (int?)preview["properties"]!["desired"]);
        Assert.Equal(2, (int?)(await fleet.ReadAsync())["properties"]!["total"]);
        await fleet.UpdateAsync(news);
        Assert.Equal("grown", fleet.Id);
        Assert.Equal(3, (int?)fleet.Outputs["healthy"]);
        Assert.Equal(keys, fleet.Outputs.Select(output => output.Key).Order());
        Assert.Equal("DIFF_NONE", Wire.Changes(await fleet.DiffAsync(fleet.Inputs)));
    }

    [Fact]
    public async Task A_changed_definition_is_a_new_version_under_the_same_id()
    {
        WriteImage("renewed", port: 80);
        var image = Resource(ProviderBench.ImageType, "renewed");
        var news = new JsonObject { ["definition"] = "renewed" };
        await image.CreateAsync(news);
        var (id, version) = (image.Id, (string?)image.Outputs["version"]);
        var keys = image.Outputs.Select(output => output.Key).Order().ToList();
        Assert.Equal("DIFF_NONE", Wire.Changes(await image.DiffAsync(image.Inputs)));

        WriteImage("renewed", port: 81);
        JsonObject diff = [];
        await Poll.UntilAsync(
            TimeSpan.FromSeconds(10),
            async () => Wire.Changes(diff = await image.DiffAsync(image.Inputs)) == "DIFF_SOME",
            () => "the edit is not seen");
        Assert.Equal("[\"definitionDigest\"]", diff["diffs"]!.ToJsonString());
        Assert.Equal("[]", diff["replaces"]!.ToJsonString());
        Assert.False((bool?)diff["detailedDiff"]!["definitionDigest"]!["inputDiff"]);
        var preview = await image.PreviewUpdateAsync(news);
        Assert.Equal(Wire.Unknown, (string?)preview["properties"]!["version"]);
        Assert.Equal(version, (string?)(await image.ReadAsync())["properties"]!["version"]);
        await image.UpdateAsync(news);
        Assert.Equal(id, image.Id);
        Assert.NotEqual(version, (string?)image.Outputs["version"]);
        Assert.Equal(keys, image.Outputs.Select(output => output.Key).Order());
        Assert.Equal(
            (string?)image.Outputs["version"], (string?)(await image.ImportAsync(id))["properties"]!["version"]);
    }

    [Fact]
    public async Task What_is_removed_twice_is_gone_once()
    {
        new BenchSchedule("gone").Write(Bench.Tree);
        await BuildAsync("beside-it");
        var image = Resource(ProviderBench.ImageType, "gone");
        WriteImage("gone", port: 80);
        await image.CreateAsync(new JsonObject { ["definition"] = "gone" });
        var fleet = Resource(ProviderBench.FleetType, "gone");
        await fleet.CreateAsync(new JsonObject { ["schedule"] = "gone" });
        var waiver = Resource(ProviderBench.WaiverType, "gone");
        await waiver.CreateAsync(Waiver("gone", "a reason that is long enough"));
        foreach (var resource in new[] { fleet, waiver, image })
        {
            await resource.DeleteAsync();
            await resource.DeleteAsync();
            Assert.Equal("", (string?)(await resource.ReadAsync())["id"]);

            // A state that an older version of the provider wrote, or that has nothing but the id.
            await resource.CallAsync("Delete", new JsonObject { ["id"] = resource.Id });
            await resource.CallAsync("Delete", new JsonObject
            {
                ["id"] = resource.Id, ["properties"] = new JsonObject { ["a key of before"] = 1 },
            });
        }
    }

    [Fact]
    public async Task A_new_instance_of_an_image_survives_the_old_one()
    {
        WriteImage("twice", port: 80);
        var news = new JsonObject { ["definition"] = "twice" };
        var old = Resource(ProviderBench.ImageType, "twice");
        await old.CreateAsync(news);
        await old.DiffAsync(old.Inputs);
        var fresh = Resource(ProviderBench.ImageType, "twice");
        await fresh.CreateAsync(news);
        Assert.NotEqual(old.Id, fresh.Id);
        await old.DeleteAsync();
        var answer = await fresh.ReadAsync();
        Assert.Equal(fresh.Id, (string?)answer["id"]);
        Assert.Equal((string?)fresh.Outputs["version"], (string?)answer["properties"]!["version"]);
    }

    [Fact]
    public async Task A_fleet_under_another_schedule_is_another_and_survives_the_old_one()
    {
        new BenchSchedule("former").Write(Bench.Tree);
        new BenchSchedule("latter").Write(Bench.Tree);
        await BuildAsync("replaced");
        var old = Resource(ProviderBench.FleetType, "replaced");
        await old.CreateAsync(new JsonObject { ["schedule"] = "former" });
        var inputs = await Resource(ProviderBench.FleetType, "replaced").CheckedAsync(
            new JsonObject { ["schedule"] = "latter" });
        var diff = await old.DiffAsync(inputs);
        Assert.Equal("[\"schedule\"]", diff["replaces"]!.ToJsonString());
        Assert.False((bool?)diff["deleteBeforeReplace"]);
        var fresh = Resource(ProviderBench.FleetType, "replaced");
        await fresh.CreateAsync(new JsonObject { ["schedule"] = "latter" });
        Assert.Equal("latter", fresh.Id);
        await old.DeleteAsync();
        Assert.Equal("latter", (string?)(await fresh.ReadAsync())["id"]);
        Assert.Equal("", (string?)(await old.ReadAsync())["id"]);
    }

    [Fact]
    public async Task A_fleet_of_the_same_name_cannot_be_beside_the_old_one()
    {
        new BenchSchedule("alone").Write(Bench.Tree);
        await BuildAsync("alone");
        var old = Resource(ProviderBench.FleetType, "alone");
        await old.CreateAsync(new JsonObject { ["schedule"] = "alone" });
        Assert.True((bool?)(await old.DiffAsync(old.Inputs))["deleteBeforeReplace"]);
        var fault = await Assert.ThrowsAsync<StubFault>(() => Resource(ProviderBench.FleetType, "alone").CreateAsync(
            new JsonObject { ["schedule"] = "alone" }));
        Assert.Null(fault.InitFailed);
        Assert.Contains("there can be only one", fault.Message, StringComparison.Ordinal);

        // Nor is somebody else's taken over.
        fault = await Assert.ThrowsAsync<StubFault>(async () => await new EngineResource(
            await Bench.StartAsync(), ProviderBench.FleetType, "stranger").CreateAsync(
                new JsonObject { ["schedule"] = "alone" }));
        Assert.Null(fault.InitFailed);
        Assert.Contains("pulumi import imageforge:index:Fleet", fault.Message, StringComparison.Ordinal);
        Assert.Equal("alone", (string?)(await old.ReadAsync())["id"]);
    }

    [Fact]
    public async Task A_waiver_that_somebody_else_wrote_is_not_written_over()
    {
        var waiver = Resource(ProviderBench.WaiverType, "first");
        await waiver.CreateAsync(Waiver("taken", "a reason that is long enough"));
        var fault = await Assert.ThrowsAsync<StubFault>(() => Resource(ProviderBench.WaiverType, "second").CreateAsync(
            Waiver("taken", "another reason, as long")));
        Assert.Null(fault.InitFailed);
        Assert.Equal(
            "a reason that is long enough", (string?)(await waiver.ReadAsync())["properties"]!["reason"]);
    }

    [Fact]
    public async Task A_function_looks_in_a_preview_as_ever()
    {
        new BenchSchedule("looked").Write(Bench.Tree);
        await BuildAsync("looked");
        var fleet = Resource(ProviderBench.FleetType, "looked");
        var news = new JsonObject { ["schedule"] = "looked" };
        await fleet.CreateAsync(news);
        await LookAsync(fleet, isPreview: false);
        await LookAsync(fleet, isPreview: true);
    }

    [Theory]
    [InlineData("getImage", "{}", "name", "it is missing")]
    [InlineData("getImage", """{"name":"web","channel":"beta"}""", "channel", "expected one of stable, canary")]
    [InlineData("getImage", """{"nam":"web"}""", "nam", "did you mean \"name\"?")]
    [InlineData("getFleetPosture", """{"fleet":["web"]}""", "fleet", "expected a text, not a list")]
    public async Task Wrong_arguments_of_a_function_are_failures(
        string function, string arguments, string property, string reason)
    {
        var answer = await InvokeAsync(function, Wire.Map(arguments), isPreview: false);
        var failure = answer["failures"]!.AsArray().Single(known => (string?)known!["property"] == property)!;
        Assert.Contains(reason, (string)failure["reason"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("imageforge:index:getNothing")]
    [InlineData("imageforge:index:GoldenImage")]
    [InlineData("")]
    public async Task A_function_that_there_is_not_is_an_error(string token)
    {
        var fault = await Assert.ThrowsAsync<StubFault>(() => fixture.Provider.CallAsync(
            "Invoke", new JsonObject { ["tok"] = token, ["args"] = new JsonObject() }));
        Assert.Equal(InvalidArgument, fault.Code);
        Assert.Contains("imageforge:index:getImage, imageforge:index:getFleetPosture", fault.Message,
            StringComparison.Ordinal);
    }

    private async Task LookAsync(EngineResource fleet, bool isPreview)
    {
        var image = await InvokeAsync("getImage", new JsonObject { ["name"] = "web" }, isPreview);
        Assert.Equal((string?)fleet.Outputs["version"], (string?)image["return"]!["version"]);
        var posture = await InvokeAsync("getFleetPosture", new JsonObject { ["fleet"] = "looked" }, isPreview);
        Assert.Equal(2, (int?)posture["return"]!["healthy"]);
        foreach (var (answer, shape) in new[]
        {
            (image, Shapes.Catalog.GetImage), (posture, Shapes.Catalog.GetFleetPosture),
        })
        {
            Assert.Equal("[]", answer["failures"]!.ToJsonString());
            Assert.Empty(Wire.UnknownsIn(answer));
            Assert.Equal(
                shape.Outputs.Select(output => output.Name).Order(),
                answer["return"]!.AsObject().Select(output => output.Key).Order());
        }
    }

    private EngineResource Resource(string type, string name) => new(fixture.Provider, type, name);

    private Task<JsonObject> BuildAsync(string name) =>
        Resource(ProviderBench.ImageType, $"image-of-{name}").CreateAsync(new JsonObject { ["definition"] = "web" });

    private async Task<JsonObject> InvokeAsync(string function, JsonObject arguments, bool isPreview)
    {
        var answer = await fixture.Provider.CallAsync("Invoke", new JsonObject
        {
            ["tok"] = $"imageforge:index:{function}", ["args"] = arguments, ["preview"] = isPreview,
        });
        Assert.Empty(WireFaults.In(answer));
        return answer;
    }

    private static JsonObject Waiver(string id, string reason) => new()
    {
        ["id"] = id, ["image"] = "web", ["owner"] = "team web", ["reason"] = reason, ["cve"] = "CVE-2026-0001",
        ["expires"] = $"{DateTime.UtcNow.AddDays(30):yyyy-MM-dd}",
    };

    private void WriteImage(string name, int port) => BenchImage.Write(Bench.Tree, name, port);
}
