namespace FailoverCtl.Simulation.Chance;

/// <summary>
/// The only source of chance in a run: xoshiro256**, seeded by SplitMix64. The same seed gives the same draws on every
/// machine and runtime, which <see cref="Random"/> does not promise.
/// </summary>
public sealed class SeededRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public SeededRandom(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    /// <summary>A stream of its own: one more draw here does not move what another name draws.</summary>
    public static SeededRandom Named(ulong seed, string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in name)
        {
            hash = unchecked((hash ^ character) * 1099511628211UL);
        }

        return new(seed ^ hash);
    }

    public ulong Next()
    {
        unchecked
        {
            var result = ulong.RotateLeft(_b * 5, 7) * 9;
            var shifted = _b << 17;
            _c ^= _a;
            _d ^= _b;
            _b ^= _c;
            _a ^= _d;
            _c ^= shifted;
            _d = ulong.RotateLeft(_d, 45);
            return result;
        }
    }

    /// <summary>From low up to and including high.</summary>
    public long Between(long low, long high) =>
        high <= low ? low : low + (long)(Next() % unchecked((ulong)(high - low + 1)));

    /// <param name="basisPoints">Hundredths of a percent.</param>
    public bool Happens(int basisPoints) => basisPoints > 0 && Next() % 10_000 < (ulong)basisPoints;

    public T Pick<T>(IReadOnlyList<T> items) => items[(int)Between(0, items.Count - 1)];

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            var mixed = state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }
}
