using System.Collections.Concurrent;
using System.Net;
using FailoverCtl.Dns.Notifying;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Zones;
using FailoverCtl.Tests.Core.Dns;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

/// <summary>NOTIFY to a secondary that the test plays (RFC 1996); real ones are in <see cref="RealSecondaryTests"/>.</summary>
public sealed class NotifyTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<NotifyResult> _results = new();
    private readonly PlayedSecondary _secondary = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        await _secondary.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_NOTIFY_names_zone_and_serial_and_is_signed()
    {
        Announce(Start(), 7);
        var notify = (await _secondary.HearAsync()).Message;
        var read = ReadReply.Parse(notify);
        // NOTIFY, authoritative.
        Assert.Equal((0x2400, DnsWorld.Zone), (read.Flags, read.Question));
        Assert.Equal((6, DnsWorld.Zone), (read.Answers.Single().Type, read.Answers.Single().Owner));
        Assert.Equal(SignedQuery.Expected(notify, [], first: true, SecondaryWorld.Key), SignedQuery.Seen(notify).Mac);
    }

    [Fact]
    public async Task A_secondary_that_acknowledges_is_told_again_until_it_answers_the_epoch()
    {
        _secondary.Served = Zone(6);
        Announce(Start(), 7);
        await _secondary.AcknowledgeAsync(await _secondary.HearAsync(), SecondaryWorld.Key);
        await _secondary.AcknowledgeAsync(await _secondary.HearAsync(), SecondaryWorld.Key);
        Assert.Empty(_results);
        _secondary.Served = Zone(7);
        await Eventually.True(() => _results.Any(r => r.Outcome is NotifyOutcome.Serves));
    }

    [Fact]
    public async Task An_acknowledgement_that_is_not_signed_or_by_another_secret_counts_for_nothing()
    {
        _secondary.Served = Zone(7);
        Announce(Start(), 7);
        var notify = await _secondary.HearAsync();
        await _secondary.AcknowledgeAsync(notify, null);
        await _secondary.AcknowledgeAsync(notify, new(SecondaryWorld.Key.Name, "not the secret, not the secret.."u8));
        // It is told again, and believes the one who holds the key.
        notify = await _secondary.HearAsync();
        Assert.Empty(_results);
        await _secondary.AcknowledgeAsync(notify, SecondaryWorld.Key);
        await Eventually.True(() => _results.Any(r => r.Outcome is NotifyOutcome.Serves));
    }

    [Fact]
    public async Task A_newer_epoch_ends_the_attempts_for_the_older_one()
    {
        var notifier = Start();
        Announce(notifier, 7);
        await _secondary.HearAsync();
        Announce(notifier, 8);
        HeardNotify notify;
        do
        {
            notify = await _secondary.HearAsync();
        } while (notify.Serial != 8);

        _secondary.Served = Zone(8);
        await _secondary.AcknowledgeAsync(notify, SecondaryWorld.Key);
        await Eventually.True(() => _results.Any(r => r.Outcome is NotifyOutcome.Serves));
        Assert.All(_results, r => Assert.Equal(8u, r.Serial));
    }

    [Fact]
    public async Task A_secondary_whose_key_is_not_here_is_told_of_to_the_operator()
    {
        Announce(Start(TsigKeyRing.Empty), 7);
        await Eventually.True(() => !_results.IsEmpty);
        var result = Assert.Single(_results);
        Assert.IsType<NotifyOutcome.NoKey>(result.Outcome);
        Assert.Contains("--tsig-key-file", result.Sentence, StringComparison.Ordinal);
    }

    private ZoneSnapshot Zone(long epoch)
    {
        var whole = SecondaryWorld.With(_secondary.Address);
        var zone = whole.Zone with { Secondaries = [.. whole.Zone.Secondaries.Where(s => s.Id == "other")] };
        return SecondaryWorld.Snapshot(epoch, whole with { Zone = zone });
    }

    private SecondaryNotifier Start(TsigKeyRing? keys = null)
    {
        var notifier = new SecondaryNotifier(keys ?? SecondaryWorld.Ring, TimeProvider.System, _results.Enqueue);
        _running = notifier.RunAsync(_stop.Token);
        return notifier;
    }

    private void Announce(SecondaryNotifier notifier, long epoch) => notifier.Announce(Zone(epoch), IPAddress.Loopback);
}
