using System.Numerics;
using FailoverCtl.Dns.Answering;

namespace FailoverCtl.Dns.Limiting;

/// <summary>
/// Token buckets per client network and kind of answer, in a table that never grows and never allocates. Belongs to one
/// thread. Two clients never share a bucket; where a set of the table is full, the one that was idle longest is forgotten, so
/// crowding only ever sends more, and never limits a client for another's doing.
/// </summary>
internal sealed class RateLimiter
{
    /// <summary>Buckets that a key may lie in.</summary>
    private const int Ways = 4;

    /// <summary>One answer, in thousandths: a rate per second is then one of thousandths per millisecond.</summary>
    private const int Whole = 1_000;

    private readonly RateLimits _limits;
    private readonly int[] _perSecond;
    private readonly (byte[] Bytes, int Bits)[] _exempt;
    private readonly Bucket[] _buckets;
    private readonly int _setShift;
    private readonly ulong _secret;

    /// <param name="secret">Random: who does not know it cannot aim at the buckets of others.</param>
    public RateLimiter(RateLimits limits, ulong secret)
    {
        (_limits, _secret) = (limits, secret | 1);
        _perSecond = [0, limits.DataPerSecond, limits.NegativePerSecond, limits.ErrorsPerSecond, 0];
        _exempt = [.. limits.Exempt.Select(ClientNetwork.Of)];
        var sets = BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, limits.Clients / Ways));
        _setShift = 64 - BitOperations.Log2(sets);
        _buckets = new Bucket[sets * Ways];
    }

    /// <param name="socketAddress">The client, as the kernel names it.</param>
    /// <param name="kind">Of an answer that is ready to be sent.</param>
    /// <param name="nowMilliseconds">Of a clock that never goes back.</param>
    public RateVerdict Take(ReadOnlySpan<byte> socketAddress, ReplyKind kind, long nowMilliseconds)
    {
        var address = ClientNetwork.Address(socketAddress);
        var perSecond = _perSecond[(int)kind];
        var capacity = (long)perSecond * _limits.BurstMilliseconds;
        ref var bucket = ref Find(ClientNetwork.Key(address, kind), capacity, unchecked((uint)nowMilliseconds));
        if (bucket.Tokens >= Whole)
        {
            bucket.Tokens -= Whole;
            return RateVerdict.Send;
        }

        if (IsExempt(address))
        {
            return RateVerdict.Send;
        }

        // An error has nothing that TCP would add.
        return kind != ReplyKind.Error && _limits.SlipEvery > 0 && bucket.Limited++ % (uint)_limits.SlipEvery == 0
            ? RateVerdict.Truncate
            : RateVerdict.Drop;

        ref Bucket Find(ulong key, long full, uint now)
        {
            var first = (int)(((key ^ (key >> 29)) * _secret) >> _setShift) * Ways;
            var idlest = first;
            for (var i = first; i < first + Ways; i++)
            {
                ref var candidate = ref _buckets[i];
                if (candidate.Key == key)
                {
                    // Milliseconds wrap after 49 days: a client that comes back exactly then finds its bucket less full.
                    candidate.Tokens = Math.Min(
                        full,
                        candidate.Tokens + unchecked(now - candidate.At) * (long)perSecond
                    );
                    candidate.At = now;
                    return ref candidate;
                }

                if (candidate.Key == 0 || Idle(candidate, now) > Idle(_buckets[idlest], now))
                {
                    idlest = i;
                }
            }

            _buckets[idlest] = new()
            {
                Key = key,
                Tokens = full,
                At = now,
            };
            return ref _buckets[idlest];
        }
    }

    /// <summary>A free bucket has been idle for ever.</summary>
    private static uint Idle(Bucket bucket, uint now) => bucket.Key == 0 ? uint.MaxValue : unchecked(now - bucket.At);

    private bool IsExempt(ReadOnlySpan<byte> address)
    {
        foreach (var (bytes, bits) in _exempt)
        {
            if (ClientNetwork.IsIn(address, bytes, bits))
            {
                return true;
            }
        }

        return false;
    }

    private struct Bucket
    {
        /// <summary>Zero: free.</summary>
        public ulong Key;

        /// <summary>Thousandths of answers.</summary>
        public long Tokens;

        public uint At;

        /// <summary>Answers that were limited since the bucket exists.</summary>
        public uint Limited;
    }
}

/// <summary>What shall become of a ready answer.</summary>
internal enum RateVerdict
{
    Send,

    /// <summary>The question alone goes back, with TC.</summary>
    Truncate,
    Drop,
}
