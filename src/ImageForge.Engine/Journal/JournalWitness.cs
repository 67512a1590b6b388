using System.Data.Common;
using System.Text.Json;
using Dapper;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Journal;

/// <summary>
/// Remembers beside the database how far each chain had come: <c>keys/witness.json</c>, a copy of the signed heads. A
/// database that is put back whole to an earlier copy of itself, heads included, proves itself whole; it does not fit
/// this. What it cannot show: both put back together, and what was written since the last look.
/// </summary>
public sealed class JournalWitness(ForgeDatabase database, InstallationKey key, StateDirectory state)
{
    private readonly Lock _gate = new();

    /// <summary>Where it remembers.</summary>
    public string Place => Path.Combine(state.Keys, "witness.json");

    /// <summary>Compares what is there with what was, and remembers it if nothing is missing.</summary>
    /// <returns>A sentence for each chain that does not go on from where it was; empty if all do.</returns>
    /// <exception cref="ForgeException">The database cannot be asked, or the file cannot be read or written.</exception>
    public async Task<IReadOnlyList<string>> LookAsync(CancellationToken cancellationToken)
    {
        var remembered = Read();
        var found = new Dictionary<string, ChainHead>(StringComparer.Ordinal);
        var faults = new List<string>();
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            await using var transaction = await database.BeginReadAsync(connection, cancellationToken);
            foreach (var head in await connection.QueryAsync<ChainHead>(
                $"SELECT {ChainHead.Columns} FROM heads", transaction: transaction))
            {
                found[head.Chain] = head;
            }

            // What has not moved since needs no look.
            foreach (var head in remembered.Where(head => found.GetValueOrDefault(head.Chain) != head))
            {
                var hash = await connection.QuerySingleOrDefaultAsync<string>(
                    "SELECT hash FROM journal WHERE chain = @Chain AND sequence = @Sequence",
                    new { head.Chain, head.Sequence }, transaction);
                if (FaultOf(head, hash, found.GetValueOrDefault(head.Chain)) is { } fault)
                {
                    faults.Add(fault);
                }
            }
        }
        catch (DbException exception)
        {
            throw database.Refusal("the journal cannot be compared with its witness", null, exception);
        }

        if (faults.Count == 0 && !found.Values.ToHashSet().SetEquals(remembered))
        {
            Write([.. found.Values.OrderBy(head => head.Chain, StringComparer.Ordinal)]);
        }

        return faults;
    }

    private string? FaultOf(ChainHead head, string? hash, ChainHead? now)
    {
        if (!key.Exists || !head.IsSignedBy(key))
        {
            return $"chain {head.Chain}: what {Place} says of it was changed by hand";
        }

        return hash switch
        {
            null => $"chain {head.Chain}: entry {head.Sequence} was there before, and now it ends with entry "
                + $"{now?.Sequence ?? 0}: the database was put back to an earlier copy of itself",
            _ when hash != head.Hash => $"chain {head.Chain}: entry {head.Sequence} is another one than was there "
                + "before: the database was put back to an earlier copy of itself, and went on from there",
            _ => null,
        };
    }

    private ChainHead[] Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(Place), WitnessJson.Default.ChainHeadArray) ?? [];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.Integrity, $"{Place} cannot be read: {exception.Message}",
                "delete it if you know why: it is written anew from what the database says now", exception);
        }
    }

    private void Write(ChainHead[] heads)
    {
        try
        {
            lock (_gate)
            {
                // Under a lock of the machine too: a command may look while the service does.
                using var alone = LockFile.TryTake(Path.Combine(state.Locks, "witness"));
                if (alone is not null)
                {
                    Directory.CreateDirectory(state.Keys);
                    KeyFile.Write(
                        Place, JsonSerializer.Serialize(heads, WitnessJson.Default.ChainHeadArray), KeyFile.Private);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.Environment, $"{Place} cannot be written: {exception.Message}",
                "check the owner of the state directory and the space on its disk", exception);
        }
    }
}
