using FailoverCtl.Domain;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Planning;

/// <summary>One placement of a service in one family, as a vessel for its traffic.</summary>
/// <param name="Base">The share to stay close to, basis points.</param>
/// <param name="Now">The share it carries at present, basis points: what finds no room elsewhere may stay, never come.</param>
/// <param name="Out">It shall receive nothing.</param>
/// <param name="MayRise">False for a receiver that lies in the scope of the loss (I-04).</param>
/// <param name="Room">Highest share that its proven capacity allows, basis points; may exceed the whole.</param>
public readonly record struct Vessel(int Base, int Now, bool Out, bool MayRise, int Room);

/// <summary>
/// Pours a service's traffic into the placements that are left: in proportion to what they had (least movement), no
/// vessel above its room, the overflow of a full one to the others. Integers only, so that every controller pours alike.
/// </summary>
public static class Pour
{
    /// <returns>Shares in basis points that add up to the whole; what is now when nothing is left to pour into.</returns>
    public static int[] Into(IReadOnlyList<Vessel> vessels, WhenShort whenShort)
    {
        var bases = vessels.Select(v => v.Base).ToArray();
        if (!vessels.Any(v => v.Out))
        {
            return bases;
        }

        var live = Enumerable.Range(0, vessels.Count).Where(i => !vessels[i].Out).ToArray();
        if (live.Length == 0)
        {
            return [.. vessels.Select(v => v.Now)];
        }

        var shares = new int[vessels.Count];
        var left = Fill(vessels, live, shares);
        Place(vessels, live, shares, left, whenShort);
        return shares;
    }

    /// <summary>Whether the whole finds room in what is left.</summary>
    public static bool HasRoom(IReadOnlyList<Vessel> vessels) =>
        vessels.Where(v => !v.Out).Sum(v => (long)Limit(v)) >= BasisPoints.Whole;

    /// <summary>A vessel that already holds more than its room keeps it: being full is no reason to move (I-03).</summary>
    private static int Limit(Vessel vessel) => vessel.MayRise ? Math.Max(vessel.Room, vessel.Base) : vessel.Base;

    /// <returns>What found no room, basis points.</returns>
    private static int Fill(IReadOnlyList<Vessel> vessels, int[] live, int[] shares)
    {
        var open = live.ToList();
        var left = BasisPoints.Whole;
        while (open.Count > 0)
        {
            var wanted = Split(left, open.ConvertAll(i => Weight(vessels, open, i)));
            var full = Enumerable.Range(0, open.Count).Where(k => wanted[k] > Limit(vessels[open[k]])).ToArray();
            if (full.Length == 0)
            {
                for (var k = 0; k < open.Count; k++)
                {
                    shares[open[k]] = wanted[k];
                }

                return 0;
            }

            foreach (var k in full.Reverse())
            {
                var i = open[k];
                shares[i] = Limit(vessels[i]);
                left -= shares[i];
                open.RemoveAt(k);
            }
        }

        return left;
    }

    private static void Place(IReadOnlyList<Vessel> vessels, int[] live, int[] shares, int left, WhenShort whenShort)
    {
        if (whenShort == WhenShort.Keep)
        {
            left = Keep(vessels, shares, left);
        }

        left = Stay(vessels, live, shares, left);
        var parts = Split(left, [.. live.Select(i => (long)Math.Max(1, vessels[i].Base))]);
        for (var k = 0; k < live.Length; k++)
        {
            shares[live[k]] += parts[k];
        }
    }

    /// <summary>
    /// Whoever carries more than its room goes on with it before others are filled beyond theirs: a site that comes back
    /// relieves an overloaded one as far as it has room, and is not refused for what it has no room for (I-03).
    /// </summary>
    private static int Stay(IReadOnlyList<Vessel> vessels, int[] live, int[] shares, int left)
    {
        foreach (var i in live)
        {
            var more = Math.Clamp(vessels[i].Now - shares[i], 0, left);
            shares[i] += more;
            left -= more;
        }

        return left;
    }

    /// <summary>What is out keeps at most what it carries: a dead address never gains traffic.</summary>
    private static int Keep(IReadOnlyList<Vessel> vessels, int[] shares, int left)
    {
        var kept = Enumerable.Range(0, vessels.Count).Where(i => vessels[i].Out && vessels[i].Now > 0).ToArray();
        var carried = kept.Sum(i => vessels[i].Now);
        var parts = Split(Math.Min(left, carried), [.. kept.Select(i => (long)vessels[i].Now)]);
        for (var k = 0; k < kept.Length; k++)
        {
            shares[kept[k]] = Math.Min(parts[k], vessels[kept[k]].Now);
            left -= shares[kept[k]];
        }

        // What rounding left over: whoever still carries more than it keeps takes it first.
        foreach (var i in kept)
        {
            var more = Math.Min(left, vessels[i].Now - shares[i]);
            shares[i] += more;
            left -= more;
        }

        return left;
    }

    private static long Weight(IReadOnlyList<Vessel> vessels, List<int> open, int i) =>
        open.Exists(j => vessels[j].Base > 0) ? vessels[i].Base : 1;

    private static int[] Split(int amount, List<long> weights)
    {
        var shares = BasisPoints.Normalize(weights).Select(s => (int)((long)amount * s / BasisPoints.Whole)).ToArray();
        if (shares.Length > 0 && weights.Exists(w => w > 0))
        {
            var most = weights.IndexOf(weights.Max());
            shares[most] += amount - shares.Sum();
        }

        return shares;
    }
}
