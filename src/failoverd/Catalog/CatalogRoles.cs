using FailoverCtl.Daemon.Commands;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Catalog;

/// <summary>What one process runs, as far as the catalog shows it.</summary>
/// <param name="Site">Where the controller stands: it publishes that site's condition and no other's.</param>
internal sealed record CatalogRoles(AgentId? Agent, ControllerId? Controller, DnsServerId? Dns, SiteId? Site, long Boot)
{
    public static CatalogRoles Of(RoleOptions options, long boot) =>
        new(
            options.Agent is { } agent ? new(agent) : null,
            options.Controller is { } controller ? new(controller) : null,
            options.Dns is { } dns ? new(dns) : null,
            options.Site is { } site ? new(site) : null,
            boot
        );

    /// <summary>A site's condition should show within a second; an agent or a DNS server says little that changes.</summary>
    public TimeSpan LookInterval => TimeSpan.FromSeconds(Controller is null ? 5 : 1);

    public IEnumerable<IWitness> Witnesses(ClusterDocuments documents)
    {
        if (Agent is { } agent)
        {
            yield return new AgentWitness(agent, Boot, documents);
        }

        if (Dns is { } dns)
        {
            yield return new DnsWitness(dns, Boot, documents);
        }

        if (Controller is { } controller)
        {
            yield return new ControllerWitness(controller, Boot, Site, documents);
            if (Site is { } site)
            {
                yield return new SiteWitness(site, controller, Boot, documents);
            }
        }
    }
}
