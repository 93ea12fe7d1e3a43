namespace FailoverCtl.Probing.Agent;

/// <summary>Spreads starts over an interval, differently for each agent, equally in every run with the same seed.</summary>
internal static class Spread
{
    /// <summary>FNV-1a over the text, finished as SplitMix64 so that near names land far apart.</summary>
    public static ulong Hash(ulong seed, string text)
    {
        var hash = 14695981039346656037UL ^ seed;
        foreach (var character in text)
        {
            hash = unchecked((hash ^ character) * 1099511628211UL);
        }

        return Mix(hash);
    }

    public static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15UL;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
            return value ^ (value >> 31);
        }
    }

    /// <summary>From 0 up to, not including, the width.</summary>
    public static int Within(ulong hash, int width) => (int)(hash % (ulong)Math.Max(1, width));
}
