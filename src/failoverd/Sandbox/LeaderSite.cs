using FailoverCtl.Domain.Identity;
using FailoverCtl.Store;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>
/// Brings the raft leader and the author of the epoch in force to one site: the controllers of all other sites are stopped
/// until the one at the leader's site has adopted the ledger (2 s by DESIGN), then they go on and follow. The leader
/// itself is not moved: Consul 1.8 has no command for it.
/// </summary>
internal sealed class LeaderSite(SandboxWorld world)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <exception cref="SandboxException">There is no leader, or it does not stay long enough.</exception>
    public async Task<SiteId> MakeAuthorAsync(CancellationToken cancel)
    {
        if (world.Store.Kind == StoreKind.Embedded)
        {
            throw new SandboxException("the embedded store has no leader to lose: --lose leader needs --store consul");
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (clock.Elapsed < Limit)
        {
            if (await world.Store.LeaderSiteAsync(cancel) is not { } leader)
            {
                await Task.Delay(Look, cancel);
            }
            else if (await AuthorSiteAsync(cancel) == leader)
            {
                return leader;
            }
            else
            {
                await AdoptAsync(leader, clock, cancel);
            }
        }

        throw new SandboxException($"leader and author did not meet at one site within {Limit.TotalSeconds:0} s");
    }

    /// <summary>Where the author's controller stands; null: nobody's, such as the first epoch's.</summary>
    public async Task<SiteId?> AuthorSiteAsync(CancellationToken cancel)
    {
        var ledger = (await world.Documents.ReadLedgerAsync(ReadMode.Consistent, cancel)).OrNull();
        return world.Sites.FirstOrDefault(s => s.Controller.Name == ledger?.Author.Controller.Value)?.Id;
    }

    private async Task AdoptAsync(SiteId leader, System.Diagnostics.Stopwatch clock, CancellationToken cancel)
    {
        var others = world.Sites.Where(s => s.Id != leader).Select(s => s.Controller).ToArray();
        Array.ForEach(others, c => c.Stop());
        try
        {
            while (await AuthorSiteAsync(cancel) != leader && clock.Elapsed < Limit)
            {
                await Task.Delay(Look, cancel);
            }
        }
        finally
        {
            Array.ForEach(others, c => c.Continue());
        }

        await new SteadyState(world).WaitAsync(Limit, cancel);
    }
}
