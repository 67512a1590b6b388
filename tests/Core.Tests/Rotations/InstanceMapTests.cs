using ImageForge.Core.Fleets;

namespace ImageForge.Core.Tests.Rotations;

public sealed class InstanceMapTests
{
    private const int Many = 5_000;

    // Known pairs of words whose FNV-1a of 32 bits is the same.
    private static readonly InstanceId[] Clashing =
        [new("costarring"), new("liquid"), new("declinate"), new("macallums")];

    [Fact]
    public void Many_instances_are_found_by_name_and_only_they()
    {
        var map = Enumerable.Range(0, Many).Aggregate(
            InstanceMap<string>.Empty, (known, number) => known.SetItem(Id(number), $"value {number}"));

        Assert.Equal(Many, map.Count);
        Assert.All(Enumerable.Range(0, Many), number => Assert.Equal($"value {number}", map[Id(number)]));
        Assert.All(Enumerable.Range(Many, Many), number => Assert.False(map.ContainsKey(Id(number))));
        Assert.Equal(Enumerable.Range(0, Many).Select(Id).Order(), map.Keys.Order());
        Assert.Throws<KeyNotFoundException>(() => map[Id(Many)]);
    }

    [Fact]
    public void A_change_leaves_the_map_before_it_as_it_was()
    {
        var before = InstanceMap<string>.Empty.SetItem(Id(1), "one").SetItem(Id(2), "two");

        var after = before.SetItem(Id(1), "another").SetItem(Id(3), "three");

        Assert.Equal(("one", 2, null), (before[Id(1)], before.Count, before.GetValueOrDefault(Id(3))));
        Assert.Equal(("another", 3, "three"), (after[Id(1)], after.Count, after[Id(3)]));
    }

    [Fact]
    public void Names_whose_hash_is_the_same_are_told_apart()
    {
        var map = Clashing.Aggregate(InstanceMap<string>.Empty, (known, id) => known.SetItem(id, "before"));

        map = Clashing.Aggregate(map, (known, id) => known.SetItem(id, id.Value));

        Assert.Equal(Clashing.Length, map.Count);
        Assert.All(Clashing, id => Assert.Equal(id.Value, map[id]));
        Assert.Equal(Clashing.Length - 1, map.RemoveAll(value => value == "liquid").Count);
        Assert.Null(map.RemoveAll(value => value == "liquid").GetValueOrDefault(new InstanceId("liquid")));
        Assert.Null(InstanceMap<string>.Empty.SetItem(Clashing[0], "").GetValueOrDefault(Clashing[1]));
    }

    [Fact]
    public void Its_order_does_not_depend_on_the_order_of_its_making()
    {
        var forwards = Enumerable.Range(0, Many).Aggregate(
            InstanceMap<string>.Empty, (known, number) => known.SetItem(Id(number), ""));
        var backwards = Enumerable.Range(0, Many).Reverse().Aggregate(
            InstanceMap<string>.Empty, (known, number) => known.SetItem(Id(number), ""));

        Assert.Equal(forwards.Keys, backwards.Keys);
    }

    [Fact]
    public void Removing_nothing_gives_the_same_map()
    {
        var map = InstanceMap<string>.Empty.SetItem(Id(1), "one");

        Assert.Same(map, map.RemoveAll(value => value == "two"));
        Assert.Equal(0, map.RemoveAll(value => value == "one").Count);
    }

    private static InstanceId Id(int number) => new($"web-{number}");
}
