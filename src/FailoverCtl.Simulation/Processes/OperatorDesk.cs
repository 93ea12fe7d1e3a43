using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Processes;

/// <summary>What people ask for by the command line: written to the store as soon as it answers.</summary>
public sealed class OperatorDesk(Cluster cluster)
{
    private const long RetryAfter = 200;

    private int _intents;
    private int _holds;
    private int _recoveries;

    public string Ask(IntentKind kind, string scope, params string[] overrides) => Ask(kind, scope, null, overrides);

    private string Ask(IntentKind kind, string scope, long? forMilliseconds, string[] overrides)
    {
        var id = $"i{++_intents:000}";
        var intent = new Intent(
            id,
            kind,
            scope,
            "op",
            "drawn",
            overrides.ToEquatableArray(),
            DateTimeOffset.UnixEpoch,
            IntentOutcome.Pending
        )
        {
            ForMilliseconds = forMilliseconds,
        };
        cluster.Timeline.Add("operator", $"{kind.ToString().ToLowerInvariant()} {scope} ({id})");
        Write(() => cluster.Store.Put(intent));
        return id;
    }

    public string Drain(SiteId site, params string[] overrides) => Ask(IntentKind.Drain, $"site:{site}", overrides);

    public string DrainFor(SiteId site, long milliseconds) => Ask(IntentKind.Drain, $"site:{site}", milliseconds, []);

    /// <summary>The next version of the topology, asked of the controllers as failoverctl apply does.</summary>
    public string AskTopology() =>
        Ask(
            IntentKind.Apply,
            IntentScope.OfTopology(SimulatedTopology.HashOf(SimulatedTopology.VersionOf(cluster.TopologyHash) + 1))
        );

    public string Undrain(SiteId site) => Ask(IntentKind.Undrain, $"site:{site}");

    public string Release() => Ask(IntentKind.Release, "freeze");

    public void Hold(string scope)
    {
        var hold = new Hold($"h{++_holds}", scope, "op", "drawn", DateTimeOffset.UnixEpoch);
        cluster.Timeline.Add("operator", $"holds {scope}");
        Change(items => items.Where(h => h.Scope != scope).Append(hold));
    }

    public void Free(string scope)
    {
        cluster.Timeline.Add("operator", $"frees {scope}");
        Change(items => items.Where(h => h.Scope != scope));
    }

    public void FreeAll()
    {
        if (cluster.Store.Holds is { Value.Items.IsEmpty: false })
        {
            cluster.Timeline.Add("operator", "frees all that is held");
            Change(static _ => []);
        }
    }

    /// <summary>The next version of the topology, as an epoch of its own with the same steering.</summary>
    public void ApplyTopology()
    {
        cluster.Timeline.Add("operator", "applies another topology");
        Write(() =>
        {
            cluster.ApplyTopology();
            cluster.Sightings.Add(Sighting.TopologyApplied);
            Follow("apply", e => e with { TopologyHash = cluster.TopologyHash });
        });
    }

    /// <summary>A program of another version commits, or the present one again.</summary>
    public void ChangeSchema(int schema)
    {
        cluster.Timeline.Add("operator", $"commits with schema {schema}");
        Write(() => Follow("schema", e => e with { Schema = schema }));
    }

    private void Follow(string verb, Func<LedgerEntry, LedgerEntry> change)
    {
        if (cluster.Store.Ledger is { Value: var entry })
        {
            var next = entry with
            {
                Epoch = entry.Epoch + 1,
                Author = new(new("operator"), 1),
                Proposal = $"{verb}-{entry.Epoch + 1}",
                Cause = new(CauseKind.Adoption, verb, $"{verb} by op"),
            };
            cluster.Store.Follow(change(next));
        }
    }

    /// <summary>
    /// What failoverctl recover does with the state files of all DNS servers: the newest entry that anything knows whole, one
    /// epoch above all that anything knows of; with a ledger that went back or is lost, holds come back with a hold of all.
    /// </summary>
    public void Recover() =>
        Write(() =>
        {
            var store = cluster.Store;
            var entries = cluster
                .Dns.Select(d => d.State)
                .Append(store.Ledger?.Value)
                .OfType<LedgerEntry>()
                .Where(e => e.Cluster == cluster.Topology.Cluster)
                .ToArray();
            var seen = entries.Select(e => e.Epoch).Concat(store.Heartbeats.Select(h => h.Value.Epoch)).Max();
            var entry = RecoveryEpoch.Of(
                entries.MaxBy(e => e.Epoch)!,
                seen,
                $"recover-{++_recoveries}",
                "the newest that any DNS server has"
            );
            var isLost =
                store.Ledger is not { Value: var stored }
                || stored.Cluster != cluster.Topology.Cluster
                || stored.Epoch < seen;
            var before = store.Holds?.Value ?? new(cluster.Topology.Cluster, 0, []);
            var all = new Hold($"h{++_holds}", "all", "recover", "holds may be lost", DateTimeOffset.UnixEpoch);
            cluster.Timeline.Add("operator", $"recovers at epoch {entry.Epoch}");
            store.Recover(
                entry,
                isLost || store.Holds is null
                    ? before with
                    {
                        Revision = before.Revision + 1,
                        Items = before.Items.Add(all),
                    }
                    : null,
                [
                    .. store
                        .Intents.Select(i => i.Value)
                        .Where(i => i.Outcome.State is IntentState.Pending or IntentState.Accepted)
                        .Select(i => i with { Outcome = new(IntentState.Refused, 0, []) }),
                ]
            );
        });

    private void Change(Func<IEnumerable<Hold>, IEnumerable<Hold>> change) =>
        Write(() =>
        {
            var holds = cluster.Store.Holds!.Value;
            cluster.Store.Put(
                holds with
                {
                    Revision = holds.Revision + 1,
                    Items = change(holds.Items).OrderBy(h => h.Id, StringComparer.Ordinal).ToEquatableArray(),
                }
            );
        });

    private void Write(Action write)
    {
        if (cluster.Trouble.Down == 0 && cluster.Servers.Leader is not null)
        {
            write();
        }
        else
        {
            cluster.Clock.After(RetryAfter, () => Write(write));
        }
    }
}
