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

    /// <summary>Characters of a node's name that are kept, so that the id fits into a key.</summary>
    private const int NodeMax = 128;

    public static EquatableArray<Intent> Decide(MaintenanceView view) =>
        view.Topology.Sites.Keys.Select(site => Of(site, view)).OfType<Intent>().ToEquatableArray();

    private static Intent? Of(SiteId site, MaintenanceView view)
    {
        var instances = view.Instances.Where(i => i.Site == site).ToArray();
        // Not registered is not "out of maintenance" (I-15): the registration may have gone with its Consul node.
        return instances.Length == 0 ? null
            : InForce(instances) is { } mark ? Begin(site, mark, view)
            // Moved on to a node without it: what is left behind is still in maintenance, and so is the site.
            : instances.All(i => i is { OfService: null, OfNode: null }) ? End(site, instances, view)
            : null;
    }

    /// <summary>
    /// The site itself in maintenance on any node, or all nodes that carry it. The newest check counts: after an operator's
    /// undrain only a maintenance switched on since asks again.
    /// </summary>
    private static Mark? InForce(SiteInstance[] instances) =>
        Newest(instances, i => i.OfService)
        ?? (instances.All(i => i.OfNode is not null) ? Newest(instances, i => i.OfNode) : null);

    private static Mark? Newest(SiteInstance[] instances, Func<SiteInstance, MaintenanceCheck?> of) =>
        instances
            .Select(i => of(i) is { } check ? new Mark(i.Node, check) : null)
            .OfType<Mark>()
            .MaxBy(m => m.Check.CreateIndex);

    private static Intent? Begin(SiteId site, Mark mark, MaintenanceView view)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{IdOn(site, mark.Node)}{mark.Check.CreateIndex}");
        return Ask(id, IntentKind.Drain, site, Clean(mark.Check.Notes), view);
    }

    /// <summary>
    /// Only a drain that maintenance asked for, and only while nobody has said anything about the site since: whoever drains
    /// or undrains it by hand has taken it over. And only where it is seen to be over: a node that has left took its checks
    /// with it, and a registration elsewhere says nothing of them (I-15).
    /// </summary>
    private static Intent? End(SiteId site, SiteInstance[] instances, MaintenanceView view)
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
        return isOurs && instances.Any(i => IsOn(i.Node, site, last!.Intent.Id))
            ? Ask($"{last!.Intent.Id}-over", IntentKind.Undrain, site, $"the maintenance of {site} is over", view)
            : null;
    }

    /// <summary>Null when it has been asked: an id is used once, and what was refused stays refused.</summary>
    private static Intent? Ask(string id, IntentKind kind, SiteId site, string reason, MaintenanceView view) =>
        view.Asked.Any(a => a.Intent.Id == id)
            ? null
            : new(id, kind, Scope(site), By, reason, [], view.WallTime, IntentOutcome.Pending);

    private static string Scope(SiteId site) => $"site:{site}";

    /// <summary>What the id of every maintenance on this node begins with; the index of Consul's check follows.</summary>
    private static string IdOn(SiteId site, string node)
    {
        // Consul takes any text for a name; a key does not.
        var name = node.Take(NodeMax).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '~');
        return $"maintenance-{site}-{string.Concat(name)}-";
    }

    private static bool IsOn(string node, SiteId site, string id)
    {
        var start = IdOn(site, node);
        return id.StartsWith(start, StringComparison.Ordinal) && id.Skip(start.Length).All(char.IsAsciiDigit);
    }

    private static string Clean(string notes)
    {
        var text = new string([.. notes.Take(ReasonMax).Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return text.Length == 0 ? "no reason was given" : text;
    }

    /// <summary>The check that counts, and the node that it stands on.</summary>
    private sealed record Mark(string Node, MaintenanceCheck Check);
}
