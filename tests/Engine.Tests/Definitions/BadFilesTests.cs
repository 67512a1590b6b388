using System.Text;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>Faults that lie in the files themselves rather than in their text.</summary>
public sealed class BadFilesTests
{
    private const string Site = "images/site/image.yaml";

    [Fact]
    public void A_symbolic_link_is_not_followed_out_of_the_folder()
    {
        using var tree = new CopiedTree();
        File.Delete(tree.PathOf("images/site/files/motd"));
        File.CreateSymbolicLink(tree.PathOf("images/site/files/motd"), "/etc/hostname");

        Expect(tree, $"{Site}:14:13", "goes through a symbolic link", "ship the file itself");
    }

    [Fact]
    public void A_linked_folder_on_the_way_is_not_followed_either()
    {
        using var tree = new CopiedTree();
        File.CreateSymbolicLink(tree.PathOf("images/site/linked"), "/etc");
        tree.Replace(Site, "source: files/motd", "source: linked/hostname");

        Expect(tree, $"{Site}:14:13", "goes through a symbolic link", "ship the file itself");
    }

    [Fact]
    public void A_shipped_file_over_the_limit_is_refused_by_its_length()
    {
        using var tree = new CopiedTree();
        using (var file = File.OpenWrite(tree.PathOf("images/site/files/motd")))
        {
            file.SetLength((16L * 1024 * 1024) + 1);
        }

        Expect(tree, $"{Site}:14:13", "has 16777217 bytes, at most 16777216", "Debian package");
    }

    [Fact]
    public void A_definition_over_the_limit_is_not_read()
    {
        using var tree = new CopiedTree();
        tree.Write(Site, "# " + new string('x', 256 * 1024));

        Expect(tree, $"{Site}:1:1", "at most 262144 are read", "shipped files");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_shown_where_they_stand()
    {
        using var tree = new CopiedTree();
        File.WriteAllBytes(tree.PathOf(Site), [.. Encoding.UTF8.GetBytes("name: site\ntitle: caf"), 0xE9, (byte)'\n']);

        Expect(tree, $"{Site}:2:11", "is not UTF-8", "save it as UTF-8");
    }

    [Fact]
    public void A_circle_of_images_is_printed()
    {
        using var tree = new CopiedTree();
        tree.Replace(
            "images/base/image.yaml",
            "base:\n  distribution: debian\n  suite: bookworm\n  architecture: amd64",
            "extends: site");

        var failure = Assert.Throws<DefinitionException>(() => tree.Reader.ReadImage("site"));

        var error = Assert.Single(failure.Errors);
        Assert.Equal(("images/base/image.yaml", 4, 10), (error.File, error.Line, error.Column));
        Assert.Contains("site → base → site", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_of_parents_has_a_limit()
    {
        using var tree = new CopiedTree();
        for (var depth = 1; depth <= 10; depth++)
        {
            var parent = depth == 1 ? "site" : $"deep-{depth - 1}";
            tree.Write($"images/deep-{depth}/image.yaml", $"name: deep-{depth}\nextends: {parent}\n");
        }

        var failure = Assert.Throws<DefinitionException>(() => tree.Reader.ReadImage("deep-10"));

        Assert.Contains("more than 8 parents: deep-10 → deep-9", failure.Errors[0].Message, StringComparison.Ordinal);
        Assert.Equal(6, tree.Reader.ReadImage("deep-6").Extends.Length - 1);
    }

    [Theory]
    [InlineData("images/controls/more.yml", "ends in .yml")]
    [InlineData("images/remediation.yml", "ends in .yml")]
    [InlineData("images/lost/readme.txt", "has no image.yaml")]
    public void What_would_be_passed_over_in_silence_is_named(string file, string words)
    {
        using var tree = new CopiedTree();
        tree.Write(file, "id: more\n");

        var error = Assert.Single(tree.Reader.ValidateAll().Errors);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sites")]
    [InlineData("../site")]
    [InlineData("")]
    public void A_name_that_is_no_image_is_not_looked_up_on_the_disk(string name)
    {
        using var tree = new CopiedTree();

        var failure = Assert.Throws<ForgeException>(() => tree.Reader.ReadImage(name));

        Assert.Equal(ForgeError.NotFound, failure.Error);
        Assert.Contains("base, site", failure.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_without_images_says_so()
    {
        var reader = new DefinitionReader(Path.Combine(Path.GetTempPath(), "ifd-nothing"));

        var failure = Assert.Throws<ForgeException>(() => reader.ValidateAll());

        Assert.Equal(ForgeError.NotFound, failure.Error);
    }

    [Fact]
    public void A_fleet_needs_an_image_with_a_health_probe()
    {
        using var tree = new CopiedTree();
        tree.Replace("schedules/site.yaml", "image: site", "image: base");

        Expect(tree, "schedules/site.yaml:3:8", "the image base has no health probe", "give the image a health probe");
    }

    [Fact]
    public void A_schedule_stays_readable_while_its_image_is_broken()
    {
        using var tree = new CopiedTree();
        tree.Write(Site, "name: [");

        Assert.Equal(3, tree.Reader.ReadSchedule("site").Desired);
    }

    [Fact]
    public void Every_fault_is_reported_at_once_and_in_order()
    {
        using var tree = new CopiedTree();
        tree.Replace(Site, "packages:", "pakages:").Replace(Site, "profile: server", "profile: servr");
        tree.Replace("images/base/image.yaml", "suite: bookworm", "suite: warty");
        tree.Replace("images/controls/banner.yaml", "severity: low", "severity: so-so");

        var errors = tree.Reader.ValidateAll().Errors;

        Assert.Equal(
            ["images/base/image.yaml:6", "images/controls/banner.yaml:5", $"{Site}:5", $"{Site}:22"],
            errors.Select(error => $"{error.File}:{error.Line}"));
    }

    [Fact]
    public void A_secret_is_never_repeated_in_a_message()
    {
        var secret = "ghp_" + new string('b', 36);
        using var tree = new CopiedTree();
        tree.Replace(Site, "extends: base", $"extends: {secret}").Replace(Site, "packages:", $"{secret}: 1\npackages:");

        var shown = string.Join('\n', tree.Reader.ValidateAll().Errors);

        Assert.Contains("a GitHub token", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(secret[..12], shown, StringComparison.Ordinal);
    }

    private static void Expect(CopiedTree tree, string where, string words, string wayOut)
    {
        var errors = tree.Reader.ValidateAll().Errors;
        var error = errors.FirstOrDefault(fault => $"{fault.File}:{fault.Line}:{fault.Column}" == where);
        Assert.True(error is not null, $"expected a fault at {where}, got:\n{string.Join('\n', errors)}");
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains(wayOut, error.WayOut, StringComparison.Ordinal);
    }
}
