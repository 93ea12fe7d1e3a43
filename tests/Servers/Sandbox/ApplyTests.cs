using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using Xunit;

namespace FailoverCtl.Tests.Servers.Sandbox;

/// <summary>Another topology and a drain with an end, with real processes.</summary>
[Collection(Worlds.Name)]
public sealed class ApplyTests
{
    [Fact]
    public async Task A_topology_comes_into_force_and_every_server_follows_until_its_weights_are_reached()
    {
        await using var rig = await SandboxRig.StartAsync();
        var before = await rig.LedgerAsync();
        var topology = (
            await rig.Documents.ReadTopologyAsync(before.TopologyHash, ReadMode.Consistent, Cancel)
        ).OrNull()!;
        var service = topology.Services[new("api")];
        var next = topology with
        {
            DnsServers = topology.DnsServers.Remove(new("ns-sbg")),
            Services = topology.Services.Set(
                service.Id,
                service with
                {
                    Placements = service.Placements.Values.ToSortedMap(
                        p => p.Site,
                        p => p with { Weight = p.Site.Value == "rbx" ? 6_000 : 2_000 }
                    ),
                }
            ),
        };
        var document = TopologyDocument.Write(next);
        Assert.Null(await TopologyChunks.PutAsync(rig.Documents, document, Cancel));

        var intent = await rig.AskAsync(IntentKind.Apply, $"topology:{document.Hash}");
        var first = await rig.LedgerAsync(l => l.TopologyHash == document.Hash);
        Assert.Equal(5_000, first.Steering.Weight(next, new(service.Id, new("rbx"), Domain.Identity.AddressFamily.V4)));
        await rig.IntentAsync(intent, IntentState.Done);
        Assert.Equal(SteeringMap.AsDeclared, (await rig.LedgerAsync()).Steering);
        rig.CheckJournals();
    }

    [Fact]
    public async Task A_topology_that_is_not_in_the_store_is_refused()
    {
        await using var rig = await SandboxRig.StartAsync();
        var intent = await rig.AskAsync(IntentKind.Apply, "topology:0123456789abcdef");
        var refused = await rig.IntentAsync(intent, IntentState.Refused);
        Assert.Contains("does not exist", Assert.Single(refused.Outcome.Findings).What, StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
