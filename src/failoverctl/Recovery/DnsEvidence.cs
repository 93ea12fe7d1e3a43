using System.Net;
using FailoverCtl.Dns.Asking;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>Asks every declared DNS server, by a DNS query like any client's, which epoch it answers.</summary>
internal static class DnsEvidence
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);
    private const int Tries = 2;

    public static async Task<EquatableArray<Source>> AskAsync(Topology topology, CancellationToken cancellationToken)
    {
        var query = new EpochQuery(topology.Zone.Name, Patience, Tries);
        return (
            await Task.WhenAll(topology.DnsServers.Values.Select(s => AskAsync(query, s, cancellationToken)))
        ).ToEquatableArray();
    }

    private static async Task<Source> AskAsync(EpochQuery query, DnsServer server, CancellationToken cancellationToken)
    {
        var reading = await query.AskAsync(IPEndPoint.Parse(server.Address), cancellationToken);
        return reading switch
        {
            EpochReading.Read({ } text) => new Source(
                SourceKind.DnsServer,
                server.Id.Value,
                text.Cluster,
                text.Epoch,
                null,
                $"{server.Address} answers it"
            )
            {
                Topology = text.Topology,
            },
            EpochReading.Failed(_, var sentence) => new(SourceKind.DnsServer, server.Id.Value, null, 0, null, sentence),
            _ => throw new InvalidOperationException("a reading of a kind that does not exist"),
        };
    }
}
