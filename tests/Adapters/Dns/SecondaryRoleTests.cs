using System.Net;
using FailoverCtl.Control.Ports;
using FailoverCtl.Daemon.Dns;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Tests.Adapters.Reports;
using FailoverCtl.Tests.Adapters.Store;
using FailoverCtl.Tests.Core.Dns;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

/// <summary>From a commit in the store to the answer of a secondary of another make.</summary>
public class SecondaryRoleTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_commit_reaches_a_real_secondary_through_the_role()
    {
        using var directory = new TemporaryDirectory();
        var keys = Assert.IsType<TsigKeyReading.Understood>(
            TsigKeyFile.Read(directory.Secret("secondaries.key", RealSecondary.KeyText()))
        );
        var (own, others) = (LoopbackHttp.FreeAddress(), RealSecondary.FreeAddress());
        var topology = SecondaryWorld.With(others.ToString(), With(own));
        await using var store = await LoopbackStore.StartAsync();
        var documents = new ClusterDocuments(LoopbackStore.Client(store.Address), new("demo"));
        Assert.Null(await Initialisation.RunAsync(documents, topology, "p1", Cancel));
        using var role = new DnsServerRole(
            new("ns1"),
            1,
            [],
            keys.Keys,
            documents,
            [documents],
            directory.Path,
            new NoJournal(),
            new(TimeProvider.System),
            1,
            NullLogger<DnsServerRole>.Instance
        );
        await role.StartAsync(Cancel);
        using var secondary = new RealSecondary("named", others, own);
        await secondary.WaitForSerialAsync(1);

        await CommitAsync(documents, epoch: 2);
        // Sooner than its refresh of 60 s or more.
        await secondary.WaitForSerialAsync(2);
        var answer = await secondary.AskAsync(QueryBytes.Of("api.eu.example.test", 1));
        Assert.Equal(["198.51.100.1", "198.51.100.2"], answer!.Answers.Select(a => a.Address).Order());
        await role.StopAsync(CancellationToken.None);
    }

    private static Domain.Topology.Topology With(IPEndPoint own) =>
        DnsWorld.Topology with
        {
            DnsServers = SortedMap<DnsServerId, DnsServer>.Empty.Set(
                new("ns1"),
                new(new("ns1"), "ns1.example.test", new("gra"), own.ToString())
            ),
        };

    /// <summary>The next epoch, which no longer answers api at sbg.</summary>
    private static async Task CommitAsync(ClusterDocuments documents, long epoch)
    {
        var entry = (await documents.ReadLedgerAsync(ReadMode.Consistent, Cancel)).OrNull()!;
        var steering = new[] { ("api/sbg/v4", 0) }.ToSortedMap(w => EndpointId.Parse(w.Item1), w => w.Item2);
        var next = entry with { Epoch = epoch, Proposal = $"p{epoch}", Steering = new(steering) };
        Assert.Null(
            await documents.Store.PutAsync(
                documents.Keys.Ledger,
                Codec.Write(next, DomainJson.Default.LedgerEntry),
                Cancel
            )
        );
    }

    private sealed class NoJournal : IJournalPort
    {
        public string? Append(IReadOnlyList<JournalEvent> events, long at) => null;
    }
}
