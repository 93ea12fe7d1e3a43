using System.Net;
using System.Threading.Channels;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Zones;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Dns.Notifying;

/// <summary>
/// Tells all secondaries of each new epoch, in parallel. A newer one ends what is still under way for an older one: only the
/// newest serial matters.
/// </summary>
/// <param name="tell">What became of each secondary, once per epoch; called by any thread.</param>
public sealed class SecondaryNotifier(TsigKeyRing keys, TimeProvider time, Action<NotifyResult> tell)
{
    private readonly Channel<(ZoneSnapshot Zone, IPAddress From)> _news = Channel.CreateBounded<(
        ZoneSnapshot,
        IPAddress
    )>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <param name="decided">The zone that they shall fetch.</param>
    /// <param name="from">This server's own address.</param>
    public void Announce(ZoneSnapshot decided, IPAddress from) => _news.Writer.TryWrite((decided, from));

    public async Task RunAsync(CancellationToken stopping)
    {
        var (zone, from) = await _news.Reader.ReadAsync(stopping);
        while (true)
        {
            using var superseded = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var round = Task.WhenAll(zone.Secondaries.Select(s => NotifyAsync(s, zone, from, superseded.Token)));
            try
            {
                (zone, from) = await _news.Reader.ReadAsync(stopping);
            }
            finally
            {
                await superseded.CancelAsync();
                await round;
            }
        }
    }

    private async Task NotifyAsync(Secondary secondary, ZoneSnapshot zone, IPAddress from, CancellationToken cancel)
    {
        try
        {
            var outcome = await OutcomeAsync(secondary, zone, from, cancel);
            tell(new(secondary.Id, zone.Serial, outcome, Sentence(secondary, zone, outcome)));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // There is a newer one.
        }
    }

    private async Task<NotifyOutcome> OutcomeAsync(
        Secondary secondary,
        ZoneSnapshot zone,
        IPAddress from,
        CancellationToken cancel
    )
    {
        if (keys.Find(secondary.Key) is not { } key)
        {
            return new NotifyOutcome.NoKey();
        }

        return IPEndPoint.TryParse(secondary.Address, out var address)
            ? await new NotifyExchange(from, address, time).RunAsync(zone, key, cancel)
            : new NotifyOutcome.Failed($"'{secondary.Address}' is not ip:port");
    }

    private static string Sentence(Secondary secondary, ZoneSnapshot zone, NotifyOutcome outcome)
    {
        var who = $"secondary {secondary.Id} ({secondary.Address})";
        return outcome switch
        {
            NotifyOutcome.Serves => $"{who} answers epoch {zone.Identity.Epoch}",
            NotifyOutcome.Acknowledged =>
                $"{who} was told of serial {zone.Serial} and does not answer it: can it reach this server over TCP? Or does it answer nobody here?",
            NotifyOutcome.Refused(var code) =>
                $"{who} refuses the NOTIFY of serial {zone.Serial} with {code}: does it hold the zone, with this server as a primary?",
            NotifyOutcome.Unsigned(var code) =>
                $"{who} answers the NOTIFY of serial {zone.Serial} with {code}, not signed by key {secondary.Key}: does it have that key, and the right time?",
            NotifyOutcome.Silent =>
                $"{who} does not answer the NOTIFY of serial {zone.Serial}: it serves what it has until it asks by itself",
            NotifyOutcome.Failed(var why) => $"the NOTIFY of serial {zone.Serial} to {who} was not sent: {why}",
            NotifyOutcome.NoKey =>
                $"{who} gets no NOTIFY and no transfer: its key {secondary.Key} is not in this server's --tsig-key-file",
            _ => throw new InvalidOperationException("an outcome of a kind that does not exist"),
        };
    }
}
