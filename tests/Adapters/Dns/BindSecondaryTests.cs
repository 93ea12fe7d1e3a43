using System.Collections.Concurrent;
using System.Net;
using FailoverCtl.Dns.Notifying;
using FailoverCtl.Tests.Adapters.Store;
using FailoverCtl.Tests.Core.Dns;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

/// <summary>A real BIND as the secondary, and dig: another implementation of TSIG, AXFR and NOTIFY judges ours.</summary>
public class BindSecondaryTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task A_secondary_fetches_the_zone_and_each_new_epoch_when_it_is_told()
    {
        var address = RealBind.FreeAddress();
        var topology = SecondaryWorld.With(address.ToString());
        await using var dns = await LoopbackDns.StartAsync(
            SecondaryWorld.Snapshot(7, topology),
            keys: SecondaryWorld.Ring
        );
        using var bind = new RealBind(address, dns.Address, RealBind.KeyText(SecondaryWorld.Key.Name, Secret));
        await bind.WaitForSerialAsync(7);
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
            await bind.WaitForSerialAsync((uint)epoch);
            await Eventually.True(() => results.Any(r => r.Serial == epoch && r.Outcome is NotifyOutcome.Serves));
        }

        Assert.True(dns.Listener.Tcp.Counters.Transfers >= 3);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_secondary_with_another_secret_gets_nothing_and_refuses_the_NOTIFY()
    {
        var address = RealBind.FreeAddress();
        var snapshot = SecondaryWorld.Snapshot(7, SecondaryWorld.With(address.ToString()));
        await using var dns = await LoopbackDns.StartAsync(snapshot, keys: SecondaryWorld.Ring);
        using var bind = new RealBind(
            address,
            dns.Address,
            RealBind.KeyText(SecondaryWorld.Key.Name, "another secret, another secret!!")
        );
        await Eventually.True(() => bind.Log.Contains("running", StringComparison.Ordinal));
        var key = SecondaryWorld.Key;
        var exchange = new NotifyExchange(IPAddress.Loopback, address, TimeProvider.System);
        await Eventually.TrueAsync(async () => await bind.AskAsync(QueryBytes.Of(DnsWorld.Zone, 6)) is not null);
        using var first = new CancellationTokenSource();
        var outcome = exchange.RunAsync(snapshot, key, first.Token);
        await Eventually.True(() => bind.Log.Contains("tsig verify failure", StringComparison.Ordinal));
        Assert.Equal(0, dns.Listener.Tcp.Counters.Transfers);
        Assert.Equal(2, (await bind.AskAsync(QueryBytes.Of(DnsWorld.Zone, 6)))!.Code);
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => outcome);
    }

    [Fact]
    public async Task Dig_transfers_the_zone_with_the_key_and_not_without()
    {
        await using var dns = await LoopbackDns.StartAsync(SecondaryWorld.Snapshot(7), keys: SecondaryWorld.Ring);
        using var directory = new TemporaryDirectory();
        var key = directory.Secret("key.conf", RealBind.KeyText(SecondaryWorld.Key.Name, Secret));
        var where = new[] { "@127.0.0.1", "-p", $"{dns.Address.Port}", DnsWorld.Zone };

        var whole = await RealBind.DigAsync([.. where, "axfr", "-k", key]);
        Assert.Contains("v4.example.test.", whole, StringComparison.Ordinal);
        Assert.Contains("203.0.113.3", whole, StringComparison.Ordinal);
        Assert.Contains("TSIG", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("Couldn't verify", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("failed", whole, StringComparison.Ordinal);

        Assert.Contains("Transfer failed", await RealBind.DigAsync([.. where, "axfr"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+notcp")]
    [InlineData("+tcp")]
    public async Task Dig_verifies_a_signed_answer(string transport)
    {
        await using var dns = await LoopbackDns.StartAsync(SecondaryWorld.Snapshot(7), keys: SecondaryWorld.Ring);
        using var directory = new TemporaryDirectory();
        var key = directory.Secret("key.conf", RealBind.KeyText(SecondaryWorld.Key.Name, Secret));
        var said = await RealBind.DigAsync(
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
