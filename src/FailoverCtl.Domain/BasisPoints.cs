namespace FailoverCtl.Domain;

/// <summary>Shares are integers in hundredths of a percent: 10 000 is the whole. No floating point in decisions.</summary>
public static class BasisPoints
{
    public const int Whole = 10_000;

    /// <summary>Splits <see cref="Whole"/> in proportion to the weights; the largest remainders get what is left over.</summary>
    /// <param name="weights">Non-negative; all zero gives all zero.</param>
    public static int[] Normalize(IReadOnlyList<long> weights)
    {
        var total = weights.Sum();
        if (total == 0)
        {
            return new int[weights.Count];
        }

        var shares = weights.Select(w => checked((int)(w * Whole / total))).ToArray();
        var order = Enumerable
            .Range(0, weights.Count)
            .OrderByDescending(i => weights[i] * Whole % total)
            .ThenBy(i => i);
        foreach (var i in order.Take(Whole - shares.Sum()))
        {
            shares[i]++;
        }

        return shares;
    }
}
