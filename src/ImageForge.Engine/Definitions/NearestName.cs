namespace ImageForge.Engine.Definitions;

/// <summary>Finds the valid name that a mistyped one was most likely meant to be.</summary>
public static class NearestName
{
    // Longer names are never typed by hand, and the table below grows with the square.
    private const int LengthMax = 64;
    private const int ShownMax = 12;

    /// <summary>
    /// The nearest candidate, or null if none is near: more than a third of the letters would have to change.
    /// </summary>
    public static string? Of(string typed, IEnumerable<string> candidates)
    {
        if (typed.Length is 0 or > LengthMax)
        {
            return null;
        }

        var allowed = Math.Max(1, typed.Length / 3);
        return candidates
            .Where(candidate => candidate.Length <= LengthMax)
            .Select(candidate => (Name: candidate, Distance: Distance(typed, candidate)))
            .Where(entry => entry.Distance <= allowed)
            .OrderBy(entry => entry.Distance)
            .ThenBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => entry.Name)
            .FirstOrDefault();
    }

    /// <summary>A way out: the nearest candidate and what else is allowed.</summary>
    /// <param name="what">Names the candidates: <c>images</c>, <c>keys here</c>.</param>
    public static string Hint(string typed, IReadOnlyCollection<string> candidates, string what)
    {
        if (candidates.Count == 0)
        {
            return $"there are no {what} yet";
        }

        var shown = string.Join(", ", candidates.Order(StringComparer.Ordinal).Take(ShownMax));
        var rest = candidates.Count > ShownMax ? $" and {candidates.Count - ShownMax} more" : "";
        var nearest = Of(typed, candidates);
        return $"{(nearest is null ? "" : $"did you mean \"{nearest}\"? ")}{what}: {shown}{rest}";
    }

    // Optimal string alignment: insert, delete, replace and swap of neighbours each cost one; case is free.
    private static int Distance(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var row = 0; row <= left.Length; row++)
        {
            for (var column = 0; column <= right.Length; column++)
            {
                table[row, column] = row == 0 ? column : column == 0 ? row : Cheapest(left, right, table, row, column);
            }
        }

        return table[left.Length, right.Length];
    }

    private static int Cheapest(string left, string right, int[,] table, int row, int column)
    {
        var same = Same(left[row - 1], right[column - 1]);
        var cost = Math.Min(
            Math.Min(table[row - 1, column], table[row, column - 1]) + 1,
            table[row - 1, column - 1] + (same ? 0 : 1));
        var swapped = row > 1 && column > 1
            && Same(left[row - 1], right[column - 2]) && Same(left[row - 2], right[column - 1]);
        return swapped ? Math.Min(cost, table[row - 2, column - 2] + 1) : cost;
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
