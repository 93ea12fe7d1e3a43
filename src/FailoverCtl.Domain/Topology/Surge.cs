namespace FailoverCtl.Domain.Topology;

/// <summary>Demand that is known beforehand to be unlike that of other weeks.</summary>
/// <param name="Until">The first moment after it.</param>
/// <param name="Factor">Times the hour's demand, in basis points; null when <paramref name="PerSecond"/> says it.</param>
/// <param name="PerSecond">Requests/s; null when <paramref name="Factor"/> says it.</param>
/// <param name="Why">For plans and explanations.</param>
public sealed record Surge(
    string Name,
    DateTimeOffset From,
    DateTimeOffset Until,
    int? Factor,
    int? PerSecond,
    string Why
)
{
    public bool Covers(DateTimeOffset instant) => instant >= From && instant < Until;

    /// <returns>Requests/s while it lasts.</returns>
    public int On(int hourPerSecond) =>
        PerSecond
        ?? (int)Math.Min(int.MaxValue, (long)hourPerSecond * (Factor ?? BasisPoints.Whole) / BasisPoints.Whole);
}
