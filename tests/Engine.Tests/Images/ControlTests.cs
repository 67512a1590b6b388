using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Tests.Images;

/// <summary>
/// What can be said of the shipped controls without booting: that they hold, and that they fail on an unhardened image,
/// is looked at in real instances.
/// </summary>
public sealed class ControlTests
{
    private static readonly DefinitionReader Reader = new(ShippedImages.Root);

    // The image of the widest profile: a control that is not in it is in no image.
    private static readonly ImmutableArray<HardeningControl> Widest = Reader.ReadImage("strict").Controls;

    public static TheoryData<string> Ids => [.. Reader.ValidateAll().Controls];

    [Fact]
    public void Everything_shipped_is_valid()
    {
        var report = Reader.ValidateAll();

        Assert.Empty(report.Errors);
        Assert.True(report.Controls.Length >= 45, $"{report.Controls.Length} controls");
        Assert.Equal(report.Controls.Length, Widest.Length);
    }

    [Fact]
    public void Every_area_has_a_control() =>
        Assert.Equal(Enum.GetValues<ControlArea>(), Widest.Select(control => control.Area).Distinct().Order());

    [Theory]
    [MemberData(nameof(Ids))]
    public void Scripts_parse_and_check_does_not_repeat_apply(string id)
    {
        var control = Control(id);

        Assert.Equal((0, ""), ShippedImages.Parse("sh", control.Apply));
        Assert.Equal((0, ""), ShippedImages.Parse("sh", control.Check));
        Assert.Equal((0, ""), ShippedImages.Parse("sh", control.Mutation));
        Assert.NotEqual(control.Apply, control.Check);
        Assert.NotEqual(control.Apply, control.Mutation);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_check_asks_the_system_not_the_file_that_apply_wrote(string id)
    {
        var control = Control(id);

        // The lists of who may use cron are the exception: no program of the image answers for them.
        var written = Words(control.Apply).Where(word =>
            word.StartsWith("/etc/", StringComparison.Ordinal) && word.Contains(".d/", StringComparison.Ordinal));
        Assert.DoesNotContain(written, Words(control.Check).Contains);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_person_learns_why_and_what_it_corresponds_to(string id)
    {
        var control = Control(id);

        Assert.EndsWith(".", control.Why, StringComparison.Ordinal);
        Assert.NotEmpty(control.References);
        Assert.False(control.Title.EndsWith('.'), control.Title);
    }

    [Theory]
    [InlineData("debian-base", "web")]
    [InlineData("web", "strict")]
    public void A_wider_profile_holds_all_of_the_narrower_one_and_more(string narrow, string wide) =>
        Assert.ProperSubset(IdsOf(wide), IdsOf(narrow));

    [Fact]
    public void Only_the_widest_profile_brings_packages() =>
        Assert.DoesNotContain(
            Reader.ReadImage("web").Controls, control => !control.Packages.IsEmpty);

    private static HashSet<string> IdsOf(string image) =>
        Reader.ReadImage(image).Controls.Select(control => control.Id).ToHashSet(StringComparer.Ordinal);

    private static HardeningControl Control(string id) => Widest.Single(control => control.Id == id);

    private static HashSet<string> Words(string script) => script
        .Split([' ', '\n', '"', '\'', '>', '<'], StringSplitOptions.RemoveEmptyEntries)
        .ToHashSet(StringComparer.Ordinal);
}
