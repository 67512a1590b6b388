using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>Schedules that change while somebody goes by them.</summary>
public sealed class ScheduleBookTests : IDisposable
{
    private const string Schedule = "schedules/site.yaml";
    private static readonly FleetName Site = new("site");
    private readonly CopiedTree _tree = new();
    private readonly ScheduleBook _book;

    public ScheduleBookTests() => _book = new ScheduleBook(_tree.Reader);

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void What_is_there_is_taken_once()
    {
        Assert.False(_book.IsRead);
        var taken = Assert.IsType<DefinitionNews<RotationPolicy>.Taken>(Assert.Single(_book.Refresh()));
        Assert.Same(_book.Of(Site), taken.Value);
        Assert.Empty(_book.Refresh());
        Assert.True(_book.IsRead);
    }

    [Fact]
    public void A_change_for_the_worse_keeps_the_old_policy_and_is_told_once()
    {
        _book.Refresh();
        _tree.Replace(Schedule, "desired: 3", "desired: 0");
        var refused = Assert.IsType<DefinitionNews<RotationPolicy>.Refused>(Assert.Single(_book.Refresh()));
        Assert.True(refused.KeepsOld);
        Assert.Contains($"{Schedule}:4:10: ", refused.Fault, StringComparison.Ordinal);
        Assert.Empty(_book.Refresh());
        Assert.Equal(3, _book.Of(Site)!.Desired);

        _tree.Replace(Schedule, "desired: 0", "desired: 5");
        Assert.IsType<DefinitionNews<RotationPolicy>.Taken>(Assert.Single(_book.Refresh()));
        Assert.Equal(5, _book.Of(Site)!.Desired);
    }

    [Fact]
    public void What_was_wrong_from_the_start_is_in_force_once_it_is_right()
    {
        _tree.Replace(Schedule, "image: site", "image: nowhere");
        Assert.False(Assert.IsType<DefinitionNews<RotationPolicy>.Refused>(Assert.Single(_book.Refresh())).KeepsOld);
        Assert.Null(_book.Of(Site));

        // Not the schedule is mended, but what it names.
        _tree.Write("images/nowhere/image.yaml", "name: nowhere\nextends: site\n");
        Assert.IsType<DefinitionNews<RotationPolicy>.Taken>(Assert.Single(_book.Refresh()));
    }

    [Fact]
    public void What_is_gone_is_in_force_no_more()
    {
        _book.Refresh();
        File.Delete(_tree.PathOf(Schedule));
        Assert.Equal(new DefinitionNews<RotationPolicy>.Gone("site"), Assert.Single(_book.Refresh()));
        Assert.Empty(_book.Policies);
    }
}
