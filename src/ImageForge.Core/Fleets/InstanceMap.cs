using System.Numerics;

namespace ImageForge.Core.Fleets;

/// <summary>
/// What is known of each instance: an immutable map by name. Each change gives a new map that shares nearly all of the
/// old one.
/// </summary>
/// <remarks>
/// A hash trie with 64 branches a level (Bagwell 2001, as laid out by Steindorfer and Vinju 2015): one of 100,000 is
/// found in three steps, where the balanced tree of the runtime takes seventeen, each a miss of the cache. And its
/// order follows from the names alone, so it is the same in every process.
/// </remarks>
public sealed class InstanceMap<TValue>
    where TValue : class
{
    private const int BitsALevel = 6;
    private const int HashBits = 32;
    private readonly Node _root;

    private InstanceMap(Node root, int count) => (_root, Count) = (root, count);

    public static readonly InstanceMap<TValue> Empty = new(Node.Empty, 0);

    public int Count { get; }

    public IEnumerable<InstanceId> Keys => Entries.Select(known => known.Key);

    public IEnumerable<TValue> Values => Entries.Select(known => known.Value);

    public IEnumerable<KeyValuePair<InstanceId, TValue>> Entries
    {
        get
        {
            var open = new Stack<Node>();
            open.Push(_root);
            while (open.TryPop(out var node))
            {
                foreach (var entry in node.Entries)
                {
                    yield return entry;
                }

                for (var index = node.Children.Length - 1; index >= 0; index--)
                {
                    open.Push(node.Children[index]);
                }
            }
        }
    }

    /// <exception cref="KeyNotFoundException">Nothing is known of the instance.</exception>
    public TValue this[InstanceId instance] => GetValueOrDefault(instance)
        ?? throw new KeyNotFoundException($"nothing is known of {instance}");

    public TValue? GetValueOrDefault(InstanceId instance) => _root.Find(instance, instance.StableHash);

    public bool ContainsKey(InstanceId instance) => GetValueOrDefault(instance) is not null;

    /// <summary>The map with this value for an instance, in place of any other.</summary>
    public InstanceMap<TValue> SetItem(InstanceId instance, TValue value)
    {
        var isNew = false;
        var root = _root.With(new(instance, value), instance.StableHash, 0, ref isNew);
        return new InstanceMap<TValue>(root, isNew ? Count + 1 : Count);
    }

    /// <summary>The map without the entries that match.</summary>
    public InstanceMap<TValue> RemoveAll(Func<TValue, bool> match) => !Values.Any(match)
        ? this
        : Entries.Where(known => !match(known.Value))
            .Aggregate(Empty, (map, known) => map.SetItem(known.Key, known.Value));

    /// <summary>One level: bit n of a mask says that branch n ends in an entry, or goes on in a child.</summary>
    private sealed record Node(
        ulong EntryMask, ulong ChildMask, KeyValuePair<InstanceId, TValue>[] Entries, Node[] Children)
    {
        public static readonly Node Empty = new(0, 0, [], []);

        public TValue? Find(InstanceId instance, uint hash)
        {
            var node = this;
            for (var shift = 0; shift < HashBits; shift += BitsALevel)
            {
                var branch = BranchOf(hash, shift);
                if ((node.EntryMask & branch) != 0)
                {
                    var entry = node.Entries[Place(node.EntryMask, branch)];
                    return entry.Key == instance ? entry.Value : null;
                }

                if ((node.ChildMask & branch) == 0)
                {
                    return null;
                }

                node = node.Children[Place(node.ChildMask, branch)];
            }

            var place = Array.FindIndex(node.Entries, entry => entry.Key == instance);
            return place < 0 ? null : node.Entries[place].Value;
        }

        public Node With(KeyValuePair<InstanceId, TValue> entry, uint hash, int shift, ref bool isNew)
        {
            if (shift >= HashBits)
            {
                // No bits are left to tell these names apart: a plain list, which has two entries once in a long while.
                var known = Array.FindIndex(Entries, other => other.Key == entry.Key);
                isNew = known < 0;
                return this with { Entries = isNew ? [.. Entries, entry] : Replaced(Entries, known, entry) };
            }

            var branch = BranchOf(hash, shift);
            var (own, below) = (Place(EntryMask, branch), Place(ChildMask, branch));
            if ((ChildMask & branch) != 0)
            {
                var child = Children[below].With(entry, hash, shift + BitsALevel, ref isNew);
                return this with { Children = Replaced(Children, below, child) };
            }

            if ((EntryMask & branch) == 0)
            {
                isNew = true;
                return this with
                {
                    EntryMask = EntryMask | branch, Entries = [.. Entries[..own], entry, .. Entries[own..]],
                };
            }

            if (Entries[own].Key == entry.Key)
            {
                return this with { Entries = Replaced(Entries, own, entry) };
            }

            var both = Empty
                .With(Entries[own], Entries[own].Key.StableHash, shift + BitsALevel, ref isNew)
                .With(entry, hash, shift + BitsALevel, ref isNew);
            return new Node(
                EntryMask & ~branch, ChildMask | branch, [.. Entries[..own], .. Entries[(own + 1)..]],
                [.. Children[..below], both, .. Children[below..]]);
        }

        private static ulong BranchOf(uint hash, int shift) => 1UL << (int)((hash >> shift) & 63);

        private static int Place(ulong mask, ulong branch) => BitOperations.PopCount(mask & (branch - 1));

        private static T[] Replaced<T>(T[] values, int place, T value)
        {
            T[] copy = [.. values];
            copy[place] = value;
            return copy;
        }
    }
}
