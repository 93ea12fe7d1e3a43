namespace FailoverCtl.Tests.Core.Dns;

/// <summary>Hostile packets from one seed: good queries of every kind, then broken in up to six places; or plain noise.</summary>
internal sealed class QueryMutator(int seed)
{
    public const int BytesMax = 2_000;

    /// <summary>Bytes that mean something somewhere: labels, pointers, types, counts.</summary>
    private static readonly byte[] Pointed = [0, 1, 2, 12, 41, 63, 64, 127, 128, 191, 192, 250, 251, 252, 255];

    private static readonly byte[][] Good =
    [
        QueryBytes.Of("www.example.test", 1),
        QueryBytes.Of("wWw.EXAMPLE.test", 28),
        QueryBytes.Of("api.eu.example.test", 255),
        QueryBytes.Of("eu.example.test", 1),
        QueryBytes.Of("a.very.long.name.that.is.not.there.example.test", 1),
        QueryBytes.Of(".", 2),
        QueryBytes.Of("version.bind", 16, 3),
        QueryBytes.Of(DnsWorld.Zone, 252),
        QueryBytes.WithEdns("www.example.test", 1, 1_232),
        QueryBytes.WithEdns("example.test", 6, 4_096, 0, [0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0, 8, 0, 4, 0, 1, 0, 0]),
        QueryBytes.WithEdns("no.example.test", 48, 512, 1),
        SignedQuery.Ixfr(3),
        SignedQuery.Of(SignedQuery.Ixfr(3)),
        SignedQuery.Of(QueryBytes.Of(DnsWorld.Zone, 252)),
        SignedQuery.Of(QueryBytes.WithEdns("www.example.test", 1, 1_232)),
        SignedQuery.Of(QueryBytes.Of("www.example.test", 1), SecondaryWorld.Stranger),
        SignedQuery.Of(QueryBytes.Of("www.example.test", 1), at: SecondaryWorld.Now + 1_000),
    ];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        if (_random.Next(20) == 0)
        {
            return Noise(_random.Next(BytesMax));
        }

        var query = new List<byte>(Pick(Good));
        for (var i = _random.Next(7); i > 0; i--)
        {
            Break(query);
        }

        return [.. query.Take(BytesMax)];
    }

    private void Break(List<byte> query)
    {
        var at = _random.Next(query.Count + 1);
        var inside = Math.Min(at, Math.Max(0, query.Count - 1));
        switch (_random.Next(8))
        {
            case 0 when query.Count > 0:
                query[inside] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when query.Count > 0:
                query[inside] = Pick(Pointed);
                break;
            case 2:
                query.InsertRange(at, Noise(_random.Next(12)));
                break;
            case 3:
                query.RemoveRange(inside, Math.Min(query.Count - inside, _random.Next(12)));
                break;
            case 4:
                // A cut end; rarely: most of what is cut is FORMERR at once.
                query.RemoveRange(at, _random.Next(4) == 0 ? query.Count - at : 0);
                break;
            case 5 when query.Count > 12:
                // A count, an opcode or a flag.
                query[2 + _random.Next(10)] = Pick(Pointed);
                break;
            case 6:
                query.InsertRange(at, Pick(Good).Skip(12));
                break;
            case 7 when query.Count > 0:
                query.AddRange(query.Skip(inside).Take(64).ToArray());
                break;
        }
    }

    private byte[] Noise(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];
}
