using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Store.Consul.Catalog;

/// <summary>What the checks of the roles say, from each role's own document in the store.</summary>
public static class RoleChecks
{
    /// <summary>For every role as long as there is nothing to run by.</summary>
    public static ServiceCheck NoTopology(string cluster) =>
        new(CheckStatus.Warning, $"cluster {cluster} has no readable ledger and topology: failoverctl init makes one");

    /// <param name="report">Null: the store has none.</param>
    public static ServiceCheck OfAgent(AgentId id, Report? report, PulseState pulse, Topology topology) =>
        !topology.VantagePoints.ContainsKey(id) ? Undeclared($"{id} is no vantage point")
        : Unwell($"agent {id}", "reports", pulse) is { } unwell ? unwell
        : report!.Blind
            ? new(
                CheckStatus.Warning,
                $"agent {id} is blind: it cannot reach its anchor, and what it sees counts for nothing"
            )
        : new(
            CheckStatus.Passing,
            report.Unhealthy.IsEmpty
                ? $"agent {id} sees every endpoint up"
                : $"agent {id} sees endpoints that are not up: failoverctl status"
        );

    public static ServiceCheck OfController(ControllerId id, long boot, PulseState pulse, LedgerEntry ledger) =>
        Unwell($"controller {id}", "heartbeats", pulse)
        ?? new(
            CheckStatus.Passing,
            ledger.Author == new Author(id, boot)
                ? $"controller {id} is the author of the epoch in force"
                : $"controller {id} watches; {ledger.Author.Controller} is the author of the epoch in force"
        );

    /// <param name="epochDue">An epoch that has been in force for longer than two of its statuses.</param>
    public static ServiceCheck OfDns(
        DnsServerId id,
        DnsStatus? status,
        PulseState pulse,
        Topology topology,
        long epochDue
    ) =>
        !topology.DnsServers.ContainsKey(id) ? Undeclared($"{id} is no DNS server")
        : Unwell($"DNS server {id}", "statuses", pulse) is { } unwell ? unwell
        : status!.Epoch == 0 ? new(CheckStatus.Critical, $"DNS server {id} has no state and does not answer")
        : status.Epoch < epochDue
            ? new(CheckStatus.Warning, $"DNS server {id} answers an older epoch than the one in force")
        : new(CheckStatus.Passing, $"DNS server {id} answers the epoch in force");

    private static ServiceCheck Undeclared(string what) =>
        new(CheckStatus.Warning, $"{what} of the topology in force and does nothing");

    private static ServiceCheck? Unwell(string who, string documents, PulseState pulse) =>
        pulse switch
        {
            PulseState.Moving => null,
            PulseState.NotYet => new(CheckStatus.Warning, $"{who} has written nothing yet since it started"),
            PulseState.Still => new(CheckStatus.Critical, $"the {documents} of {who} stand still"),
            PulseState.Namesake => new(CheckStatus.Critical, $"another process calls itself {who}: stop one of them"),
        };
}
