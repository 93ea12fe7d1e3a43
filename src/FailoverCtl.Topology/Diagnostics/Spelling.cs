namespace FailoverCtl.TopologyFiles.Diagnostics;

/// <summary>Finds what somebody meant: the nearest known word by edit distance, a swap of neighbours counting as one.</summary>
public static class Spelling
{
    /// <summary>Words longer than any id are not compared: distance costs the product of the lengths.</summary>
    private const int LongestCompared = 64;

    private const int MostCandidates = 2_000;

    /// <returns>The nearest candidate within a third of the word's length, or null.</returns>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > LongestCompared)
        {
            return null;
        }

        var allowed = Math.Max(1, word.Length / 3);
        return candidates
            .Take(MostCandidates)
            .Where(c => c.Length <= LongestCompared && Math.Abs(c.Length - word.Length) <= allowed)
            .Select(c => (Candidate: c, Distance: Distance(word.ToLowerInvariant(), c.ToLowerInvariant())))
            .Where(p => p.Distance <= allowed && p.Distance < word.Length)
            .OrderBy(p => p.Distance)
            .ThenBy(p => p.Candidate, StringComparer.Ordinal)
            .Select(p => p.Candidate)
            .FirstOrDefault();
    }

    /// <summary>"Did you mean 'x'? " or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> candidates) =>
        Nearest(word, candidates) is { } nearest ? $"Did you mean '{nearest}'? " : "";

    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(changed, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
