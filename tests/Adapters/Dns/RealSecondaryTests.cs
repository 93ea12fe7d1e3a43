using System.Collections.Concurrent;
using System.Net;
using FailoverCtl.Dns.Notifying;
using FailoverCtl.Tests.Adapters.Store;
using FailoverCtl.Tests.Core.Dns;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

/// <summary>Real BIND and Knot as secondaries, and dig: other implementations of TSIG, AXFR and NOTIFY judge ours.</summary>
public class RealSecondaryTests
{
    [Theory]
    [InlineData("named")]
    [InlineData("knotd")]
    public async Task A_secondary_fetches_the_zone_and_each_new_epoch_when_it_is_told(string program)
    {
        var address = RealSecondary.FreeAddress();
        var topology = SecondaryWorld.With(address.ToString());
        await using var dns = await LoopbackDns.StartAsync(
            SecondaryWorld.Snapshot(7, topology),
            keys: SecondaryWorld.Ring
        );
        using var secondary = new RealSecondary(program, address, dns.Address);
        await secondary.WaitForSerialAsync(7);
        var results = new ConcurrentQueue<NotifyResult>();
        var notifier = new SecondaryNotifier(SecondaryWorld.Ring, TimeProvider.System, results.Enqueue);
        using var stop = new CancellationTokenSource();
        var running = notifier.RunAsync(stop.Token);
        // Longer than any of them takes is the SOA's refresh, 60 s: only the NOTIFY can have brought it.
        foreach (var epoch in new[] { 8, 9 })
        {
            var next = SecondaryWorld.Snapshot(epoch, topology);
            dns.Zone.Publish(next);
            notifier.Announce(next, IPAddress.Loopback);
            await secondary.WaitForSerialAsync((uint)epoch);
            await Eventually.True(() => results.Any(r => r.Serial == epoch && r.Outcome is NotifyOutcome.Serves));
        }

        Assert.True(dns.Listener.Tcp.Counters.Transfers >= 3);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_secondary_with_another_secret_gets_nothing_and_refuses_the_NOTIFY()
    {
        var address = RealSecondary.FreeAddress();
        var snapshot = SecondaryWorld.Snapshot(7, SecondaryWorld.With(address.ToString()));
        await using var dns = await LoopbackDns.StartAsync(snapshot, keys: SecondaryWorld.Ring);
        using var secondary = new RealSecondary("named", address, dns.Address, "another secret, another secret!!");
        await Eventually.True(() => secondary.Log.Contains("running", StringComparison.Ordinal));
        var key = SecondaryWorld.Key;
        var exchange = new NotifyExchange(IPAddress.Loopback, address, TimeProvider.System);
        await Eventually.TrueAsync(async () => await secondary.AskAsync(QueryBytes.Of(DnsWorld.Zone, 6)) is not null);
        using var first = new CancellationTokenSource();
        var outcome = exchange.RunAsync(snapshot, key, first.Token);
        await Eventually.True(() => secondary.Log.Contains("tsig verify failure", StringComparison.Ordinal));
        Assert.Equal(0, dns.Listener.Tcp.Counters.Transfers);
        Assert.Equal(2, (await secondary.AskAsync(QueryBytes.Of(DnsWorld.Zone, 6)))!.Code);
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => outcome);
    }

    [Fact]
    public async Task Dig_transfers_the_zone_with_the_key_and_not_without()
    {
        await using var dns = await LoopbackDns.StartAsync(SecondaryWorld.Snapshot(7), keys: SecondaryWorld.Ring);
        using var directory = new TemporaryDirectory();
        var key = directory.Secret("key.conf", RealSecondary.KeyText());
        var where = new[] { "@127.0.0.1", "-p", $"{dns.Address.Port}", DnsWorld.Zone };

        var whole = await RealSecondary.DigAsync([.. where, "axfr", "-k", key]);
        Assert.Contains("v4.example.test.", whole, StringComparison.Ordinal);
        Assert.Contains("203.0.113.3", whole, StringComparison.Ordinal);
        Assert.Contains("TSIG", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("Couldn't verify", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("failed", whole, StringComparison.Ordinal);

        Assert.Contains("Transfer failed", await RealSecondary.DigAsync([.. where, "axfr"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+notcp")]
    [InlineData("+tcp")]
    public async Task Dig_verifies_a_signed_answer(string transport)
    {
        await using var dns = await LoopbackDns.StartAsync(SecondaryWorld.Snapshot(7), keys: SecondaryWorld.Ring);
        using var directory = new TemporaryDirectory();
        var key = directory.Secret("key.conf", RealSecondary.KeyText());
        var said = await RealSecondary.DigAsync(
            "@127.0.0.1",
            "-p",
            $"{dns.Address.Port}",
            DnsWorld.Zone,
            "soa",
            "-k",
            key,
            transport
        );
        Assert.Contains("status: NOERROR", said, StringComparison.Ordinal);
        Assert.Contains("NOERROR 0", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Couldn't verify", said, StringComparison.Ordinal);
    }
}
