using FailoverCtl.Decision.Diagnosis;
using FailoverCtl.Decision.Evidence;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Decision.Reflex;

/// <summary>What to hide next while the store is silent, and why other condemned endpoints stay in the answers.</summary>
internal sealed record ReflexChoice(EquatableArray<HiddenEndpoint> Hide, SortedMap<EndpointId, string> Left)
{
    private static readonly ReflexChoice Nothing = new([], SortedMap<EndpointId, string>.Empty);

    /// <param name="hidden">What is hidden already: it stays so, as under a freeze, and counts against the bounds.</param>
    public static ReflexChoice Of(
        AnsweredEpoch answered,
        Board board,
        Holds? holds,
        StoreSilence store,
        IReadOnlyCollection<EndpointId> hidden,
        long now
    )
    {
        var latches = answered.LatchesAt(now);
        var situation = answered.Diagnose.Judge(board, latches, now);
        var condemned = situation
            .Endpoints.Values.Where(f => f.Health == Health.Down && f.Kind.MeansLoss())
            .Where(f => answered.Answers(f.Endpoint) && !hidden.Contains(f.Endpoint))
            .ToLookup(f => LedgerHasSeen(f, store, now));
        if (condemned.Count == 0)
        {
            return Nothing;
        }

        var rules = new ReflexRules(answered, situation, latches, holds);
        var stop = rules.Stop();
        var why = new SortedDictionary<EndpointId, string?>();
        foreach (var finding in condemned[false])
        {
            why[finding.Endpoint] = stop ?? rules.Objection(finding);
        }

        Bound(answered, hidden, why);
        foreach (var finding in condemned[true])
        {
            why[finding.Endpoint] = "the ledger has seen it and answers it";
        }

        return new(
            condemned[false]
                .Where(f => why[f.Endpoint] is null)
                .Select(f => new HiddenEndpoint(f.Endpoint, f.Kind, f.Vote))
                .ToEquatableArray(),
            why.Where(w => w.Value is not null).ToSortedMap(w => w.Key, w => w.Value!)
        );
    }

    /// <summary>
    /// Condemned for so long before the store fell silent that controllers could have withdrawn it: that they did not is
    /// their decision (budget, room), and no election is a reason to overrule it.
    /// </summary>
    private static bool LedgerHasSeen(EndpointFinding finding, StoreSilence store, long now) =>
        Math.Min(store.AnsweredFor, finding.DownMilliseconds - store.For(now)) >= ReflexMachine.GraceMilliseconds;

    /// <summary>Adds what the bounds object to what would be hidden.</summary>
    private static void Bound(
        AnsweredEpoch answered,
        IReadOnlyCollection<EndpointId> hidden,
        SortedDictionary<EndpointId, string?> why
    )
    {
        var bounds = new ReflexBounds(answered);
        // All that is condemned counts, also what something else keeps in the answers: it is evidence of what goes on.
        var locations = why.Keys.Concat(hidden).Select(answered.LocationOf).Distinct().Count();
        if (bounds.AreTooMany(locations))
        {
            var all = answered.Topology.SiteLocations.Count();
            Refuse(why, why.Keys, $"{locations} of {all} locations fail, fewer than half may be hidden (I-05)");
            return;
        }

        foreach (var unit in answered.Units.Where(u => u.Endpoints.Any(why.ContainsKey)))
        {
            if (bounds.Objection(unit, Next(hidden, why)) is { } objection)
            {
                Refuse(why, unit.Endpoints, objection);
            }
        }

        if (bounds.LeavesTooFewSites(Next(hidden, why)))
        {
            Refuse(why, why.Keys, $"fewer than {answered.Topology.Policy.MinSites} sites would serve (I-02)");
        }
    }

    private static SortedSet<EndpointId> Next(
        IReadOnlyCollection<EndpointId> hidden,
        SortedDictionary<EndpointId, string?> why
    ) => [.. hidden, .. why.Where(w => w.Value is null).Select(w => w.Key)];

    private static void Refuse(
        SortedDictionary<EndpointId, string?> why,
        IEnumerable<EndpointId> endpoints,
        string objection
    )
    {
        foreach (var endpoint in endpoints.Where(e => why.TryGetValue(e, out var known) && known is null).ToArray())
        {
            why[endpoint] = objection;
        }
    }
}
