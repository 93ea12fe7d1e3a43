using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Planning;

/// <summary>How far one step goes towards a target (I-18): live sources fall slowly, receivers rise slower.</summary>
public static class Ramp
{
    /// <param name="from">Shares after what a loss forces, basis points.</param>
    /// <param name="target">Shares in the end.</param>
    /// <param name="dead">Places whose movement is not limited.</param>
    public static int[] Next(int[] from, int[] target, bool[] dead, Policy policy)
    {
        // The step is the same fraction of every movement: the smallest of limit / distance.
        var (limit, distance) = (1L, 1L);
        for (var i = 0; i < from.Length; i++)
        {
            var move = target[i] - from[i];
            var allowed = move > 0 ? policy.RampUp : policy.RampDown;
            if (!dead[i] && Math.Abs(move) > allowed && allowed * distance < Math.Abs(move) * limit)
            {
                (limit, distance) = (allowed, Math.Abs(move));
            }
        }

        if (limit == distance)
        {
            return target;
        }

        var next = from.Select((f, i) => f + (int)((target[i] - f) * limit / distance)).ToArray();
        Balance(next, from, target);
        return next;
    }

    /// <summary>Rounding must not lose traffic: a source keeps what was rounded off, or a receiver gets less.</summary>
    private static void Balance(int[] next, int[] from, int[] target)
    {
        var missing = from.Sum() - next.Sum();
        for (var i = 0; i < next.Length && missing != 0; i++)
        {
            var correction =
                missing > 0 ? Math.Clamp(missing, 0, Math.Max(0, from[i] - next[i]))
                : target[i] > from[i] ? -Math.Clamp(-missing, 0, next[i] - from[i])
                : 0;
            next[i] += correction;
            missing -= correction;
        }
    }
}
