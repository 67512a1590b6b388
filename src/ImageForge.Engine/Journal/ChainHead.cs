using System.Text;
using ImageForge.Core;
using ImageForge.Core.Journal;

namespace ImageForge.Engine.Journal;

/// <summary>
/// The last entry of a chain, signed. Written in the transaction of its entry, so that entries cut from the end show.
/// What it cannot show, <see cref="JournalWitness"/> does: a database put back whole to an earlier copy of itself.
/// </summary>
/// <param name="Signature">Base64.</param>
internal sealed record ChainHead(string Chain, long Sequence, string Hash, string Signature)
{
    public const string Columns = "chain, sequence, hash, signature";

    public static ChainHead Of(JournalEntry entry, InstallationKey key) => new(
        entry.Chain, entry.Sequence, entry.Hash.Hex,
        Convert.ToBase64String(key.Sign(SignedBytes(entry.Chain, entry.Sequence, entry.Hash.Hex))));

    public bool IsSignedBy(InstallationKey key)
    {
        var signature = new byte[Signature.Length];
        return Convert.TryFromBase64String(Signature, signature, out var length)
            && key.Verify(SignedBytes(Chain, Sequence, Hash), signature.AsSpan(0, length));
    }

    private static byte[] SignedBytes(string chain, long sequence, string hash) =>
        Encoding.ASCII.GetBytes(Digest.OfFields("imageforge journal head", chain, $"{sequence}", hash).Hex);
}
