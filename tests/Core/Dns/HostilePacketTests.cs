using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Wire;
using FailoverCtl.Dns.Zones;
using Xunit;

namespace FailoverCtl.Tests.Core.Dns;

/// <summary>Whatever comes in: no exception, no answer to an answer, none that is longer than it may be, none to another question.</summary>
public class HostilePacketTests
{
    private const byte Untouched = 0xA5;

    /// <summary>As the UDP server's slots: any datagram that is taken, any answer.</summary>
    private const int SlotBytes = 2_048;

    private static readonly ZoneSnapshot Zone = SecondaryWorld.Snapshot(7);

    [Theory]
    [InlineData(1, 20_000)]
    [InlineData(2, 20_000)]
    [InlineData(20_210_310, 20_000)]
    public void Broken_queries_get_a_sane_answer_or_none(int seed, int packets) => Run(seed, packets);

    [Theory]
    [Trait("Duration", "Long")]
    [InlineData(11, 2_000_000)]
    [InlineData(12, 2_000_000)]
    [InlineData(13, 2_000_000)]
    public void Millions_of_broken_queries_get_a_sane_answer_or_none(int seed, int packets) => Run(seed, packets);

    [Fact]
    public void Broken_queries_make_the_answering_allocate_nothing()
    {
        var mutator = new QueryMutator(3);
        var queries = Enumerable.Range(0, 5_000).Select(_ => mutator.Next()).ToArray();
        var buffer = new byte[SlotBytes];
        ulong random = 1;
        AnswerAll(); // what the runtime allocates once
        var before = GC.GetAllocatedBytesForCurrentThread();
        AnswerAll();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void AnswerAll()
        {
            foreach (var query in queries)
            {
                query.CopyTo(buffer, 0);
                Responder.Answer(buffer, query.Length, Zone, ref random, Transport.Udp);
            }
        }
    }

    private static void Run(int seed, int packets)
    {
        var mutator = new QueryMutator(seed);
        var signed = new SignedResponder(SecondaryWorld.Ring, new FixedClock(SecondaryWorld.Now));
        var buffers = new[] { new byte[SlotBytes], new byte[Responder.TcpBufferBytes] };
        var kinds = new int[5];
        ulong random = 1;
        for (var i = 0; i < packets; i++)
        {
            var query = mutator.Next();
            try
            {
                foreach (var transport in new[] { Transport.Udp, Transport.Tcp })
                {
                    var kind = Check(query, buffers[(int)transport], transport, signed, ref random);
                    kinds[(int)kind]++;
                }
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, packet {i}, {Convert.ToHexString(query)}: {e}");
            }
        }

        // A mutator that only makes junk would prove nothing.
        Assert.All(kinds, k => Assert.InRange(k, packets / 200, packets * 2));
    }

    private static ReplyKind Check(
        byte[] query,
        byte[] buffer,
        Transport transport,
        SignedResponder signed,
        ref ulong random
    )
    {
        Array.Fill(buffer, Untouched);
        query.CopyTo(buffer, 0);
        var reply = Responder.Answer(buffer, query.Length, Zone, ref random, transport);
        var first = reply.Kind;
        if (first == ReplyKind.Signed)
        {
            Assert.Equal(query, buffer[..query.Length]);
            var answer = signed.Answer(buffer, query.Length, Zone, Zone, ref random, transport);
            if (answer.Transfer is { } transfer)
            {
                Assert.Equal((Transport.Tcp, true), (transport, answer.IsVerified));
                while (transfer.TryWriteNext(buffer, out var length))
                {
                    ReadReply.Parse(buffer[..length]);
                }

                return first;
            }

            reply = answer.Reply;
            Assert.False(reply.IsDrop);
        }

        CheckReply(query, buffer, transport, reply);
        return first;
    }

    private static void CheckReply(byte[] query, byte[] buffer, Transport transport, Reply reply)
    {
        var isResponse = query.Length >= 12 && (query[2] & 0x80) != 0;
        Assert.Equal(query.Length < 12 || isResponse, reply.IsDrop);
        if (reply.IsDrop)
        {
            return;
        }

        var read = ReadReply.Parse(buffer[..reply.Length]);
        var limit =
            transport == Transport.Tcp ? 16_384
            : read.Opt is null ? 512
            : 1_232;
        Assert.InRange(reply.Length, 12, limit);
        // Id, opcode and RD as they came, QR set.
        Assert.Equal(query[..2], buffer[..2]);
        Assert.Equal((query[2] & 0x79) | 0x80, buffer[2] & 0xF9);
        Assert.Equal(0, buffer[3] & 0xF0);
        if (buffer[5] == 0)
        {
            Assert.Equal(12, reply.Length);
            Assert.True(reply.Code is Rcode.FormatError or Rcode.NotImplemented or Rcode.NotAuthoritative);
        }
        else
        {
            var end = 12 + NameLength(query) + 4;
            Assert.Equal(query[12..end], buffer[12..end]);
        }

        // What refuses is never longer than what asked, but for the server's own time.
        if (reply.Kind == ReplyKind.Error)
        {
            Assert.InRange(reply.Length, 12, query.Length + 6 + (reply.Code == Rcode.NotAuthoritative ? 16 : 0));
        }

        var behind = Math.Max(query.Length, limit);
        Assert.True(buffer.AsSpan(Math.Min(behind, buffer.Length)).IndexOfAnyExcept(Untouched) < 0);
    }

    private static int NameLength(byte[] query)
    {
        var at = 12;
        for (; query[at] != 0; at += query[at] + 1) { }

        return at + 1 - 12;
    }
}
