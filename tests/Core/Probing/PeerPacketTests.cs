using CsCheck;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Probing.Peers;
using Xunit;

namespace FailoverCtl.Tests.Core.Probing;

public class PeerPacketTests
{
    private static readonly byte[] Key = [1, 2, 3];

    [Fact]
    public void What_is_written_is_read()
    {
        var read = PeerPacket.Read(Bytes(Packet(3)), Key)!;
        Assert.Equal(("test", new AgentId("a1"), -5L, 9L), (read.Cluster, read.Agent, read.Boot, read.Sequence));
        Assert.Equal(Packet(3).Suspected, read.Suspected);
    }

    [Fact]
    public void What_does_not_fit_goes_into_further_datagrams()
    {
        var packet = Packet(300);
        var read = new List<EndpointId>();
        while (read.Count < 300)
        {
            var buffer = new byte[2 * PeerPacket.LengthMax];
            var (length, endpoints) = packet.Write(buffer, read.Count, Key);
            Assert.InRange(length, 1, PeerPacket.LengthMax);
            Assert.InRange(endpoints, 1, 255);
            read.AddRange(PeerPacket.Read(buffer.AsSpan(0, length), Key)!.Suspected);
        }

        Assert.Equal(packet.Suspected, read);
    }

    [Fact]
    public void A_datagram_of_another_key_is_refused() => Assert.Null(PeerPacket.Read(Bytes(Packet(1)), [1, 2, 4]));

    [Fact]
    public void No_changed_bit_is_accepted() =>
        Gen.Int[0, (Bytes(Packet(2)).Length * 8) - 1]
            .Sample(bit =>
            {
                var bytes = Bytes(Packet(2));
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Null(PeerPacket.Read(bytes, Key));
            });

    [Fact]
    public void No_truncated_datagram_is_accepted()
    {
        var bytes = Bytes(Packet(2));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Null(PeerPacket.Read(bytes.AsSpan(0, length), Key));
        }
    }

    [Fact]
    public void A_number_is_taken_once_in_nearly_any_order()
    {
        var window = new ReplayWindow();
        long[] numbers = [1, 3, 2, 2, 3, 100, 37, 36, 99, 0, -1, 100];
        Assert.Equal(
            [true, true, true, false, false, true, true, false, true, false, false, false],
            numbers.Select(n => window.Take(n))
        );
    }

    [Fact]
    public void An_earlier_life_of_a_peer_is_not_heard_again()
    {
        var peer = new PeerState(null);
        Assert.True(peer.Take(1, 5));
        Assert.True(peer.Take(2, 1));
        Assert.False(peer.Take(1, 6));
        Assert.True(peer.Take(2, 2));
    }

    private static PeerPacket Packet(int endpoints) =>
        new(
            "test",
            new("a1"),
            -5,
            9,
            [.. Enumerable.Range(0, endpoints).Select(i => new EndpointId(new($"w{i}"), new("sbg"), AddressFamily.V6))]
        );

    private static byte[] Bytes(PeerPacket packet)
    {
        var buffer = new byte[2 * PeerPacket.LengthMax];
        var (length, _) = packet.Write(buffer, 0, Key);
        return buffer[..length];
    }
}
