using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;

namespace FailoverCtl.CommandLine.Asking;

/// <summary>
/// What is left of a site's traffic while it is drained: the share that is still answered, then what caches may still know,
/// then connections that are still open.
/// </summary>
/// <param name="topologyHash">Of that topology: shares of an epoch under another one are not known.</param>
/// <param name="grace">For open connections, after caches are clean.</param>
internal sealed class DrainProgress(
    Session session,
    Topology topology,
    string topologyHash,
    SiteId site,
    TimeSpan grace
)
{
    private readonly EndpointId[] _endpoints = [.. topology.Endpoints.Where(e => e.Site == site)];

    /// <summary>Well-behaved caches forget an address this long after the last answer with it.</summary>
    private TimeSpan Ttl =>
        TimeSpan.FromSeconds(
            topology
                .Services.Values.Where(s => s.Placements.ContainsKey(site))
                .Select(s => s.TtlSeconds)
                .DefaultIfEmpty(0)
                .Max()
        );

    /// <summary>What the site still has in an epoch, for a line of progress; empty when it is not known.</summary>
    public string Share(LedgerEntry entry)
    {
        if (entry.TopologyHash != topologyHash || _endpoints.Length == 0)
        {
            return "";
        }

        var most = _endpoints.MaxBy(e => entry.Steering.Weight(topology, e));
        var weight = entry.Steering.Weight(topology, most);
        return weight == 0
            ? $": no answer sends anybody to {site} any more"
            : $": {site} still has {Words.Share(weight)} of {most.Service}, the most of what is left";
    }

    /// <summary>What comes after the last step, for somebody who no longer waits.</summary>
    public string After =>
        $"After its last step caches know {site} for up to {Text(Ttl)} (TTL), and open connections have {Text(grace)} (grace).";

    /// <summary>Waits until the site may be switched off.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        var left = await StillAnsweredAsync(cancellationToken);
        Say(
            $"every DNS server that answers does so without {site}; caches forget it within {Text(Ttl)} (TTL), then "
                + $"{Text(grace)} for open connections (grace): safe to switch off in {Text(Ttl + grace)}"
        );
        var started = session.World.Time.GetTimestamp();
        try
        {
            await Task.Delay(Ttl, session.World.Time, cancellationToken);
            Say($"caches are clean: nobody who keeps to the TTL is sent to {site} any more");
            await Task.Delay(grace, session.World.Time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            var waited = session.World.Time.GetElapsedTime(started);
            var rest = Ttl > waited ? $"caches are clean in {Text(Ttl - waited)}, and " : "caches are clean, and ";
            return session.World.Fail(
                Exit.Interrupted,
                $"no longer waiting. The drain is in force; {rest}open connections have had their grace in "
                    + Text(Ttl + grace - waited)
            );
        }

        if (left.Count == 0)
        {
            Say($"{site} may be switched off; whether traffic is really gone is not measured: look at the site itself");
            return Exit.Fine;
        }

        return session.World.Fail(Exit.Degraded, $"{site} still serves: {string.Join(", ", left)} (mode, or a hold)");
    }

    /// <summary>Endpoints that keep a share all the same: what is observed only, or held, does not move.</summary>
    private async Task<IReadOnlyList<string>> StillAnsweredAsync(CancellationToken cancellationToken)
    {
        var ledger = await session.Documents.ReadLedgerAsync(ReadMode.Default, cancellationToken);
        return ledger.OrNull() is { } entry && entry.TopologyHash == topologyHash
            ?
            [
                .. _endpoints
                    .Where(e => entry.Steering.Weight(topology, e) > 0)
                    .Select(e => $"{e} {Words.Share(entry.Steering.Weight(topology, e))}"),
            ]
            : [];
    }

    private void Say(string text) => session.World.Error.WriteLine(Page.Clean(text));

    private static string Text(TimeSpan time) => Words.Duration((long)Math.Max(0, time.TotalMilliseconds));
}
