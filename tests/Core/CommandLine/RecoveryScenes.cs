using FailoverCtl.CommandLine.Recovery;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Tests.Core.CommandLine;

/// <summary>What recover may find, on the topology of scene.yaml.</summary>
internal static class RecoveryScenes
{
    public static readonly Request Request = new(
        "anna@ops1",
        "restored last night's snapshot",
        "recover-1",
        "h-12ab34",
        Scenes.Night
    );

    private static readonly Keys Keys = new("minimal");

    /// <summary>A snapshot of epoch 12 was restored; users got epoch 14, and the state file of one DNS server has it.</summary>
    public static Knowledge Restored() =>
        new(
            "minimal",
            Store(new Found<LedgerEntry>.Here(Scenes.Healthy().Ledger, 812)) with
            {
                Controllers =
                [
                    Stopped("rbx", 14, "the ledger went back from epoch 14 to 12"),
                    Stopped("sbg", 12, null) with
                    {
                        Targets = [new(new("ns-rbx"), true, 13)],
                    },
                ],
                OpenIntents = [(Scenes.Intent(IntentOutcome.Pending), 700)],
            },
            [Answer("gra", 14), Silent("sbg")],
            Whole(Scenes.SiteLost().Ledger),
            null
        );

    /// <summary>The prefix was deleted; a DNS server still answers.</summary>
    public static Knowledge Deleted(FileEvidence? files = null) =>
        new(
            "minimal",
            Store(new Found<LedgerEntry>.Missing(Keys.Ledger)) with
            {
                Holds = new Found<Holds>.Missing(Keys.Holds),
                Topology = null,
                Plans = [],
            },
            [Answer("gra", 14)],
            files ?? FileEvidence.None,
            null
        );

    public static Knowledge Fine() =>
        new(
            "minimal",
            Store(new Found<LedgerEntry>.Here(Scenes.Healthy().Ledger, 812)),
            [Answer("gra", 12)],
            FileEvidence.None,
            null
        );

    /// <summary>A file that has the entry and its topology.</summary>
    public static FileEvidence Whole(LedgerEntry entry, string from = "dns-ns-gra.state")
    {
        var source = new Source(SourceKind.StateFile, from, entry.Cluster, entry.Epoch, entry, "whole");
        return FileEvidence.None with
        {
            Sources = [source],
            Entries = [new(entry, source.Title)],
            Topologies = [(TopologyDocument.Write(Scenes.Topology), source.Title)],
        };
    }

    public static FileEvidence Seen(Holds holds) =>
        FileEvidence.None with
        {
            Holds = [(holds, "journal controller-c-gra")],
        };

    private static StoreEvidence Store(Found<LedgerEntry> ledger) =>
        new(
            ledger,
            new Found<Holds>.Here(new("minimal", 3, []), 640),
            Scenes.Topology,
            [new(Scenes.Healthy().Ledger, Scenes.Plan())],
            [],
            [],
            []
        );

    private static ControllerStatus Stopped(string site, long epoch, string? why) =>
        Scenes.Healthy().Controllers[0] with
        {
            Id = new($"ctl-{site}"),
            Epoch = epoch,
            Targets = [],
            Stopped = why,
        };

    private static Source Answer(string site, long epoch) =>
        new(SourceKind.DnsServer, $"ns-{site}", "minimal", epoch, null, "127.0.2.1:5353 answers it")
        {
            Topology = Knowledge.Short(Scenes.Hash),
        };

    private static Source Silent(string site) =>
        new(
            SourceKind.DnsServer,
            $"ns-{site}",
            null,
            0,
            null,
            "127.0.3.1:5353 did not say which epoch it answers: 2 tries of 700 ms"
        );
}
