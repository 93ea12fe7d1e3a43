using System.Diagnostics;
using System.Globalization;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>Who wrote the epoch in force, and how another comes to write the next.</summary>
internal sealed class Authorship(SandboxWorld world)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Where the author's controller stands; null: nowhere, as with the first epoch's, or the store does not say.</summary>
    public async Task<SiteId?> SiteAsync(CancellationToken cancel) =>
        (await world.Documents.ReadLedgerAsync(ReadMode.Consistent, cancel)).OrNull() is { } ledger
            ? SiteOf(ledger)
            : null;

    public SiteId? SiteOf(LedgerEntry ledger) =>
        world.Sites.FirstOrDefault(s => s.Controller.Name == ledger.Author.Controller.Value)?.Id;

    /// <summary>
    /// Brings the author to the site of the Consul leader, so that both can be lost at once. The leader itself is not
    /// moved: Consul 1.8 has no command for it.
    /// </summary>
    /// <exception cref="SandboxException">There is no leader, or it does not stay long enough.</exception>
    public async Task MoveToLeaderAsync(CancellationToken cancel)
    {
        if (world.Store.Kind == StoreKind.Embedded)
        {
            throw new SandboxException("the embedded store has no leader to lose: --lose leader needs --store consul");
        }

        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Limit)
        {
            if (await world.Store.LeaderSiteAsync(cancel) is not { } leader)
            {
                await Task.Delay(Look, cancel);
            }
            else if (await SiteAsync(cancel) == leader)
            {
                return;
            }
            else
            {
                await MoveToAsync(leader, cancel);
            }
        }

        throw new SandboxException($"leader and author did not meet at one site within {Limit.TotalSeconds:0} s");
    }

    /// <summary>
    /// Stops the controllers of all other sites until the one of this site has adopted the ledger, which it does when the
    /// author has stood still for 2 s; then they go on and follow.
    /// </summary>
    /// <exception cref="SandboxException">It does not adopt in time.</exception>
    public async Task MoveToAsync(SiteId site, CancellationToken cancel)
    {
        var others = world.Sites.Where(s => s.Id != site).Select(s => s.Controller).ToArray();
        var clock = Stopwatch.StartNew();
        Array.ForEach(others, c => c.Stop());
        try
        {
            while (await SiteAsync(cancel) != site)
            {
                if (clock.Elapsed > Limit)
                {
                    throw new SandboxException(
                        $"the controller at {site} adopted nothing within {Limit.TotalSeconds:0} s: {await ExcuseAsync(site, cancel)}"
                    );
                }

                await Task.Delay(Look, cancel);
            }
        }
        finally
        {
            Array.ForEach(others, c => c.Continue());
        }

        await new SteadyState(world).WaitAsync(Limit, cancel);
    }

    /// <summary>What the controller says of itself, for the person who reads that it did not do its work.</summary>
    private async Task<string> ExcuseAsync(SiteId site, CancellationToken cancel)
    {
        var controller = world.Find(site.Value)!.Controller;
        if (controller.State != ChildState.Running)
        {
            return $"its process is {controller.State}";
        }

        var documents = world.Documents;
        var ledger = (await documents.ReadLedgerAsync(ReadMode.Consistent, cancel)).OrNull();
        var read = await documents.ReadManyAsync(
            documents.Keys.Controllers,
            DomainJson.Default.ControllerStatus,
            ReadMode.Default,
            cancel
        );
        var status = read.Select(s => s.OrNull()).FirstOrDefault(s => s?.Id.Value == controller.Name);
        return status is null
            ? $"no heartbeat of {controller.Name} is in the store"
            : $"{controller.Name}, boot {status.Boot}, beat {status.Counter}, is at epoch {status.Epoch} of "
                + $"{ledger?.Epoch.ToString(CultureInfo.InvariantCulture) ?? "an unreadable ledger"} and waits for "
                + $"{status.Waiting?.Why ?? status.Stopped ?? "nothing that it says"}";
    }
}
