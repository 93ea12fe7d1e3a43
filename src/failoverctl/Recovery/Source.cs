using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>One place that knows something of the ledger, and what it knows.</summary>
/// <param name="Cluster">Null: it did not say.</param>
/// <param name="Epoch">The newest epoch that it knows of; 0: none.</param>
/// <param name="Entry">The newest entry that it knows whole; null when it knows at most the number.</param>
/// <param name="Says">For the operator.</param>
public sealed record Source(SourceKind Kind, string Name, string? Cluster, long Epoch, LedgerEntry? Entry, string Says)
{
    /// <summary>The first digits of the hash of the topology, where the source tells; else empty.</summary>
    public string Topology { get; init; } = Entry?.TopologyHash ?? "";

    /// <summary>As one says it in a sentence.</summary>
    public string Title =>
        Kind switch
        {
            SourceKind.Ledger => "the ledger in the store",
            SourceKind.Plans => "the plans in the store",
            SourceKind.DnsServer => $"DNS server {Name}",
            SourceKind.DnsStatus => $"the status key of {Name}",
            SourceKind.Controller => $"controller {Name}",
            SourceKind.Journal => $"journal {Name}",
            SourceKind.StateFile => $"state file {Name}",
        };
}

public enum SourceKind
{
    Ledger,

    /// <summary>The ring of the last plans in the store, each with its entry.</summary>
    Plans,

    /// <summary>Asked by a DNS query: what users get.</summary>
    DnsServer,

    /// <summary>What a DNS server published of itself in the store.</summary>
    DnsStatus,

    /// <summary>A controller's heartbeat in the store.</summary>
    Controller,
    Journal,

    /// <summary>The last state of a DNS server, from its disk.</summary>
    StateFile,
}
