using System.Globalization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Decision.Maintenance;

/// <summary>
/// Turns Consul's maintenance of a site into intents: a drain when it begins, an undrain when it ends. They pass the same
/// guards as anybody's. Ids follow from what was seen, so that any number of controllers write one intent.
/// </summary>
public static class MaintenanceIntents
{
    /// <summary>Who asks for it, as drains and intents show it.</summary>
    public const string By = "consul maintenance";

    /// <summary>Characters of the given reason that are kept.</summary>
    private const int ReasonMax = 200;

    public static EquatableArray<Intent> Decide(MaintenanceView view) =>
        view.Topology.Sites.Keys.Select(site => Of(site, view)).OfType<Intent>().ToEquatableArray();

    private static Intent? Of(SiteId site, MaintenanceView view)
    {
        var instances = view.Instances.Where(i => i.Site == site).ToArray();
        // Not registered is not "out of maintenance" (I-15): the registration may have gone with its Consul node.
        return instances.Length == 0 ? null
            : InForce(instances) is { } check ? Begin(site, check, view)
            : End(site, view);
    }

    /// <summary>
    /// The site itself in maintenance on any node, or all nodes that carry it. The newest check counts: after an operator's
    /// undrain only a maintenance switched on since asks again.
    /// </summary>
    private static MaintenanceCheck? InForce(SiteInstance[] instances)
    {
        var service = instances.Select(i => i.OfService).OfType<MaintenanceCheck>().MaxBy(c => c.CreateIndex);
        return service is not null ? service
            : instances.All(i => i.OfNode is not null) ? instances.Select(i => i.OfNode).MaxBy(c => c!.CreateIndex)
            : null;
    }

    private static Intent? Begin(SiteId site, MaintenanceCheck check, MaintenanceView view)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"maintenance-{site}-{check.CreateIndex}");
        return Ask(id, IntentKind.Drain, site, Clean(check.Notes), view);
    }

    /// <summary>
    /// Only a drain that maintenance asked for, and only while nobody has said anything about the site since: whoever drains
    /// or undrains it by hand has taken it over.
    /// </summary>
    private static Intent? End(SiteId site, MaintenanceView view)
    {
        var last = view
            .Asked.Where(a => a.Intent.Kind is IntentKind.Drain or IntentKind.Undrain && a.Intent.Scope == Scope(site))
            .Where(a => a.Intent.Outcome.State != IntentState.Refused)
            .MaxBy(a => a.CreateIndex);
        var isOurs =
            last
                is {
                    Intent: { Kind: IntentKind.Drain, By: By, Outcome.State: IntentState.Accepted or IntentState.Done }
                }
            && view.Latches.DrainOf(site) is { Cause: DrainCause.Operator, By: By };
        return isOurs
            ? Ask($"{last!.Intent.Id}-over", IntentKind.Undrain, site, $"the maintenance of {site} is over", view)
            : null;
    }

    /// <summary>Null when it has been asked: an id is used once, and what was refused stays refused.</summary>
    private static Intent? Ask(string id, IntentKind kind, SiteId site, string reason, MaintenanceView view) =>
        view.Asked.Any(a => a.Intent.Id == id)
            ? null
            : new(id, kind, Scope(site), By, reason, [], view.WallTime, IntentOutcome.Pending);

    private static string Scope(SiteId site) => $"site:{site}";

    private static string Clean(string notes)
    {
        var text = new string([.. notes.Take(ReasonMax).Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return text.Length == 0 ? "no reason was given" : text;
    }
}
