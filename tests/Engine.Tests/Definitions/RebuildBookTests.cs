using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>When images are built anew, while their files change.</summary>
public sealed class RebuildBookTests : IDisposable
{
    private const string Base = "images/base/image.yaml";
    private readonly CopiedTree _tree = new();
    private readonly RebuildBook _book;

    public RebuildBookTests()
    {
        _book = new RebuildBook(_tree.Reader);
        _tree.Replace(
            Base, "name: base", "rebuild: { cron: 0 3 * * *, zone: Europe/Berlin, when: packagesChanged }\nname: base");
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void It_is_of_its_own_file_and_no_child_inherits_it()
    {
        Assert.Equal(2, _book.Refresh().Length);
        Assert.Equal("0 3 * * * Europe/Berlin, for new packages", $"{_book.InForce["base"]}");
        Assert.Null(_book.InForce["site"]);
        Assert.Null(_tree.Reader.ReadImage("site").Rebuild);
        Assert.Equal(RebuildWhen.PackagesChanged, _tree.Reader.ReadImage("base").Rebuild!.When);
        Assert.Empty(_book.Refresh());
    }

    [Fact]
    public void It_changes_no_digest()
    {
        var before = _tree.Reader.ReadImage("base").Digest;
        _tree.Replace(Base, "rebuild: { cron: 0 3 * * *, zone: Europe/Berlin, when: packagesChanged }\n", "");
        Assert.Equal(before, _tree.Reader.ReadImage("base").Digest);
    }

    [Fact]
    public void A_change_for_the_worse_keeps_the_old_one()
    {
        _book.Refresh();
        _tree.Replace(Base, "0 3 * * *", "0 33 * * *");
        var refused = Assert.IsType<DefinitionNews<RebuildPolicy?>.Refused>(Assert.Single(_book.Refresh()));
        Assert.True(refused.KeepsOld);
        Assert.Contains($"{Base}:", refused.Fault, StringComparison.Ordinal);
        Assert.Equal("0 3 * * *", _book.InForce["base"]!.Bell.Cron.Text);
    }

    [Fact]
    public void A_family_is_told_parents_first_and_a_circle_has_an_end()
    {
        _tree.Write("images/cafe/image.yaml", "name: cafe\nextends: site\n")
            .Write("images/app/image.yaml", "name: app\nextends: cafe\n")
            .Write("images/one/image.yaml", "name: one\nextends: two\n")
            .Write("images/two/image.yaml", "name: two\nextends: one\n");
        Assert.Equal(["base", "site", "cafe", "app"], _tree.Reader.ListFamily("base"));
        Assert.Equal(["app"], _tree.Reader.ListFamily("app"));
        Assert.Equal(["one", "two"], _tree.Reader.ListFamily("one"));
    }
}
