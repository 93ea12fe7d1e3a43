using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using FailoverCtl.Dns.Notifying;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Zones;
using FailoverCtl.Tests.Core.Dns;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

/// <summary>NOTIFY against a secondary that the test plays (RFC 1996); a real one is in <see cref="BindSecondaryTests"/>.</summary>
public class NotifyTests
{
    private readonly ConcurrentQueue<NotifyResult> _results = new();

    [Fact]
    public async Task A_NOTIFY_names_zone_and_serial_is_signed_and_ends_with_its_acknowledgement()
    {
        using var secondary = Bound();
        await using var running = Run(Zone(7, secondary));
        var (notify, from) = await ReceiveAsync(secondary);
        var read = ReadReply.Parse(notify);
        // NOTIFY, authoritative.
        Assert.Equal((0x2400, DnsWorld.Zone), (read.Flags, read.Question));
        Assert.Equal((6, DnsWorld.Zone), (read.Answers.Single().Type, read.Answers.Single().Owner));
        Assert.Equal(SignedQuery.Expected(notify, [], first: true, SecondaryWorld.Key), SignedQuery.Seen(notify).Mac);
        await secondary.SendToAsync(Acknowledgement(notify, SecondaryWorld.Key), from);
        await Eventually.True(() => Outcome("other") is NotifyOutcome.Acknowledged);
    }

    [Fact]
    public async Task An_acknowledgement_that_is_not_signed_or_by_another_secret_ends_nothing()
    {
        using var secondary = Bound();
        await using var running = Run(Zone(7, secondary));
        var (notify, from) = await ReceiveAsync(secondary);
        await secondary.SendToAsync(Acknowledgement(notify, null), from);
        var forger = new TsigKey(SecondaryWorld.Key.Name, "not the secret, not the secret.."u8);
        await secondary.SendToAsync(Acknowledgement(notify, forger), from);
        // It is told again, and believes the one who holds the key.
        (notify, from) = await ReceiveAsync(secondary);
        Assert.Null(Outcome("other"));
        await secondary.SendToAsync(Acknowledgement(notify, SecondaryWorld.Key), from);
        await Eventually.True(() => Outcome("other") is NotifyOutcome.Acknowledged);
    }

    [Fact]
    public async Task A_newer_epoch_ends_the_attempts_for_the_older_one()
    {
        using var secondary = Bound();
        await using var running = Run(Zone(7, secondary));
        await ReceiveAsync(secondary);
        running.Notifier.Announce(Zone(8, secondary), IPAddress.Loopback);
        byte[] notify;
        EndPoint from;
        do
        {
            (notify, from) = await ReceiveAsync(secondary);
        } while (Serial(notify) != 8);

        await secondary.SendToAsync(Acknowledgement(notify, SecondaryWorld.Key), from);
        await Eventually.True(() => Outcome("other") is NotifyOutcome.Acknowledged);
        Assert.All(_results.Where(r => r.Secondary == "other"), r => Assert.Equal(8u, r.Serial));
    }

    [Fact]
    public async Task A_secondary_whose_key_is_not_here_is_told_of_to_the_operator()
    {
        using var secondary = Bound();
        await using var running = Run(Zone(7, secondary), TsigKeyRing.Empty);
        await Eventually.True(() => Outcome("other") is NotifyOutcome.NoKey);
        Assert.Contains(
            "--tsig-key-file",
            _results.First(r => r.Secondary == "other").Sentence,
            StringComparison.Ordinal
        );
    }

    private static ZoneSnapshot Zone(long epoch, Socket secondary)
    {
        var whole = SecondaryWorld.With(secondary.LocalEndPoint!.ToString()!);
        return SecondaryWorld.Snapshot(
            epoch,
            whole with
            {
                Zone = whole.Zone with { Secondaries = [.. whole.Zone.Secondaries.Where(s => s.Id == "other")] },
            }
        );
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static async Task<(byte[] Message, EndPoint From)> ReceiveAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[1_500];
        var received = await socket.ReceiveFromAsync(
            buffer.AsMemory(),
            SocketFlags.None,
            new IPEndPoint(IPAddress.Any, 0),
            limit.Token
        );
        return (buffer[..received.ReceivedBytes], received.RemoteEndPoint);
    }

    /// <param name="key">Null: not signed.</param>
    private static byte[] Acknowledgement(byte[] notify, TsigKey? key)
    {
        var end = 12 + QueryBytes.Name(DnsWorld.Zone).Length + 4;
        var buffer = new byte[512];
        notify.AsSpan(0, end).CopyTo(buffer);
        buffer[2] |= 0x80;
        buffer.AsSpan(6, 6).Clear();
        return key is null
            ? buffer[..end]
            : buffer[..new TsigSession(key, SignedQuery.Seen(notify).Mac, TimeProvider.System).Sign(buffer, end)];
    }

    private static uint Serial(byte[] notify)
    {
        var soa = ReadReply.Parse(notify).Answers.Single().Data;
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(soa.AsSpan(soa.Length - 20));
    }

    private NotifyOutcome? Outcome(string secondary) => _results.FirstOrDefault(r => r.Secondary == secondary)?.Outcome;

    private RunningNotifier Run(ZoneSnapshot zone, TsigKeyRing? keys = null)
    {
        var notifier = new SecondaryNotifier(keys ?? SecondaryWorld.Ring, TimeProvider.System, _results.Enqueue);
        notifier.Announce(zone, IPAddress.Loopback);
        return new(notifier);
    }

    private sealed class RunningNotifier : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public RunningNotifier(SecondaryNotifier notifier)
        {
            Notifier = notifier;
            _running = notifier.RunAsync(_stop.Token);
        }

        public SecondaryNotifier Notifier { get; }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
            _stop.Dispose();
        }
    }
}
