using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Processes;

/// <summary>What people ask for by the command line: written to the store as soon as it answers.</summary>
public sealed class OperatorDesk(Cluster cluster)
{
    private const long RetryAfter = 200;

    private int _intents;
    private int _holds;

    public string Ask(IntentKind kind, string scope, params string[] overrides)
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
        );
        cluster.Timeline.Add("operator", $"{kind.ToString().ToLowerInvariant()} {scope} ({id})");
        Write(() => cluster.Store.Put(intent));
        return id;
    }

    public string Drain(SiteId site, params string[] overrides) => Ask(IntentKind.Drain, $"site:{site}", overrides);

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
        if (cluster.Trouble.Down == 0)
        {
            write();
        }
        else
        {
            cluster.Clock.After(RetryAfter, () => Write(write));
        }
    }
}
