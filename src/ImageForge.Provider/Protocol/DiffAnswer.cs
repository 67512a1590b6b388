using ImageForge.Provider.Values;
using Pulumirpc;

namespace ImageForge.Provider.Protocol;

/// <summary>Changes as the engine reads them.</summary>
internal static class DiffAnswer
{
    /// <param name="changes">One place may be named twice; it counts once.</param>
    /// <param name="replacing">Properties whose change makes another resource.</param>
    /// <param name="deletesFirst">True if the new one cannot be beside the old one.</param>
    public static DiffResponse Of(
        IEnumerable<PropertyChange> changes, IEnumerable<string> replacing, bool deletesFirst)
    {
        var replaced = replacing.ToHashSet(StringComparer.Ordinal);
        var answer = new DiffResponse { HasDetailedDiff = true, DeleteBeforeReplace = deletesFirst };
        foreach (var change in changes)
        {
            var replaces = replaced.Contains(change.Key);
            answer.DetailedDiff.TryAdd(
                change.Path, new PropertyDiff { Kind = KindOf(change.Kind, replaces), InputDiff = change.IsInput });
            if (!answer.Diffs.Contains(change.Key))
            {
                answer.Diffs.Add(change.Key);
                if (replaces)
                {
                    answer.Replaces.Add(change.Key);
                }
            }
        }

        // Never the value zero: the engine would compare for itself, and know nothing of what replaces.
        answer.Changes = answer.Diffs.Count > 0
            ? DiffResponse.Types.DiffChanges.DiffSome
            : DiffResponse.Types.DiffChanges.DiffNone;
        return answer;
    }

    private static PropertyDiff.Types.Kind KindOf(PropertyChangeKind kind, bool replaces) => (kind, replaces) switch
    {
        (PropertyChangeKind.Added, false) => PropertyDiff.Types.Kind.Add,
        (PropertyChangeKind.Added, true) => PropertyDiff.Types.Kind.AddReplace,
        (PropertyChangeKind.Removed, false) => PropertyDiff.Types.Kind.Delete,
        (PropertyChangeKind.Removed, true) => PropertyDiff.Types.Kind.DeleteReplace,
        (_, false) => PropertyDiff.Types.Kind.Update,
        (_, true) => PropertyDiff.Types.Kind.UpdateReplace,
    };
}
