using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Dns.Answering;

/// <summary>Draws records in proportion to their weights. The state belongs to one thread and is passed in.</summary>
internal static class WeightedDraw
{
    public static int Next(ReadOnlySpan<ZoneRecord> records, int totalWeight, ref ulong state)
    {
        // Multiply and shift instead of a remainder: the bias is below weight / 2^32.
        var point = (int)((Random(ref state) * (ulong)(uint)totalWeight) >> 32);
        var at = 0;
        while (at < records.Length - 1 && records[at].WeightSoFar <= point)
        {
            at++;
        }

        return at;
    }

    /// <summary>xorshift64*, of which the upper 32 bits are good (Vigna 2016). Not for secrets.</summary>
    private static ulong Random(ref ulong state)
    {
        // Zero is the one state that never leaves itself.
        var x = state == 0 ? 0x9E37_79B9_7F4A_7C15 : state;
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        state = x;
        return (x * 0x2545_F491_4F6C_DD1D) >> 32;
    }
}
