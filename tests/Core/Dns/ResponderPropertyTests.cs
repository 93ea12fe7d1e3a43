using CsCheck;
using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Zones;
using Xunit;

namespace FailoverCtl.Tests.Core.Dns;

public class ResponderPropertyTests
{
    private static readonly ZoneSnapshot Zone = DnsWorld.Snapshot();

    private static readonly Gen<byte[]> Valid = Gen.Select(
        OneOf("www.example.test", "api.eu.example.test", "eu.example.test", "no.example.test", "example.test", "a.b"),
        OneOf(1, 2, 6, 16, 28, 41, 252, 255, 999),
        Gen.Int[-1, 65_535],
        (name, type, edns) =>
            edns < 0 ? QueryBytes.Of(name, type) : QueryBytes.WithEdns(name, type, edns, (byte)(edns % 7 / 6))
    );

    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Valid,
        Gen.Select(Gen.Int[0, 80], Gen.Byte).Array[1, 4],
        Gen.Int[0, 80],
        (query, changes, length) =>
        {
            foreach (var (at, value) in changes)
            {
                query[at % query.Length] = value;
            }

            return length < query.Length && length > 60 ? query[..length] : query;
        }
    );

    [Fact]
    public void Random_bytes_never_throw_and_never_exceed_the_limit() =>
        Gen.Byte.Array[0, 600].Sample(query => AssertSane(query), iter: 20_000);

    [Fact]
    public void Random_bytes_behind_a_plausible_header_never_throw_and_never_exceed_the_limit() =>
        Gen.Byte.Array[0, 500].Sample(tail => AssertSane([1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, .. tail]), iter: 20_000);

    [Fact]
    public void Mutated_queries_never_throw_and_never_exceed_the_limit() =>
        Mutated.Sample(query => AssertSane(query), iter: 50_000);

    [Fact]
    public void Valid_queries_keep_id_and_question() =>
        Valid.Sample(
            query =>
            {
                var reply = ReadReply.To(query, Zone);
                Assert.Equal(QueryBytes.Id, reply.Id);
                Assert.Equal(ReadReply.Parse(query).Question, reply.Question);
            },
            iter: 5_000
        );

    private static Gen<T> OneOf<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    private static void AssertSane(byte[] query)
    {
        foreach (var transport in new[] { Transport.Udp, Transport.Tcp })
        {
            var buffer = new byte[2_048];
            query.CopyTo(buffer, 0);
            ulong random = 1;
            var reply = Responder.Answer(buffer, query.Length, Zone, ref random, transport);
            if (reply.Kind == ReplyKind.Signed)
            {
                // HostilePacketTests has keys.
                continue;
            }

            var isResponse = query.Length >= 12 && (query[2] & 0x80) != 0;
            if (reply.IsDrop)
            {
                Assert.True(query.Length < 12 || isResponse);
                continue;
            }

            Assert.False(isResponse);
            Assert.InRange(reply.Length, 12, transport == Transport.Udp ? 1_232 : buffer.Length);
            var read = ReadReply.Parse(buffer[..reply.Length]);
            Assert.True((read.Flags & 0x8000) != 0);
            Assert.True(read.Opt is not null || transport == Transport.Tcp || reply.Length <= 512);
            Assert.Equal(query[..2], buffer[..2]);
        }
    }
}
