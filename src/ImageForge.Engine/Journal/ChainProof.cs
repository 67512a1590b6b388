using ImageForge.Core.Journal;

namespace ImageForge.Engine.Journal;

/// <summary>Proves one chain against its signed head; every kind of damage has a sentence of its own.</summary>
internal static class ChainProof
{
    /// <summary>The first fault, naming chain and entry; null if the chain is whole.</summary>
    /// <param name="rows">Every row of the chain, in order.</param>
    /// <param name="head">The chain's head; null if there is none.</param>
    public static string? FirstFault(string chain, IEnumerable<JournalRow> rows, ChainHead? head, InstallationKey key)
    {
        var found = 0L;
        var hashAtHead = (string?)null;
        string? unreadable = null;
        var fault = JournalChain.FirstFault(Readable());
        return (unreadable ?? fault ?? HeadFault(found, hashAtHead, head, key)) is { } text
            ? $"chain {chain}: {text}"
            : null;

        IEnumerable<JournalEntry> Readable()
        {
            foreach (var row in rows)
            {
                if (row.ToEntry() is not { } entry)
                {
                    unreadable = $"entry {row.Sequence} was changed after it was written: it is no entry any more";
                    yield break;
                }

                found = entry.Sequence;
                hashAtHead = entry.Sequence == head?.Sequence ? entry.Hash.Hex : hashAtHead;
                yield return entry;
            }
        }
    }

    /// <summary>What does not fit between a chain's last entry and its head; null if they belong together.</summary>
    /// <param name="found">Sequence of the last entry; 0 if there is none.</param>
    /// <param name="hashAtHead">Hash of the entry that the head names; null if that entry is not there.</param>
    public static string? HeadFault(long found, string? hashAtHead, ChainHead? head, InstallationKey key)
    {
        if (head is null)
        {
            return $"entry {found} is the last one found, but no signed head says so: the head was removed";
        }

        if (!key.Exists)
        {
            return $"the signed head at entry {head.Sequence} cannot be checked: {key.KeyPath} is missing";
        }

        if (!head.IsSignedBy(key))
        {
            return $"the head at entry {head.Sequence} is forged: its signature is not of this installation's key";
        }

        if (found < head.Sequence)
        {
            return $"entries {found + 1} to {head.Sequence} are missing: the tail was cut off";
        }

        if (found > head.Sequence)
        {
            return $"entry {head.Sequence + 1} was added without the installation's key: "
                + $"the signed head is entry {head.Sequence}";
        }

        return hashAtHead == head.Hash
            ? null
            : $"entry {head.Sequence} is not the one that was signed: the chain was rewritten";
    }
}
