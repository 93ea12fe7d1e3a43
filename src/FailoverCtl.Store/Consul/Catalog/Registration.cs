using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Consul.Catalog;

/// <summary>
/// Keeps one service registered with one of several Consul agents: says what to ask next and learns from what came back.
/// No clock and no I/O: times are monotonic ms of the caller.
/// </summary>
/// <param name="agents">In the order of preference; at least one.</param>
public sealed class Registration(EquatableArray<Uri> agents)
{
    /// <summary>Between two passes of an unchanged check, ms: a little below 5 s, so that a caller who looks every 5 s passes
    /// each time. An agent that is told what it knows writes nothing.</summary>
    public const long PassMilliseconds = 4_500;

    /// <summary>Before an agent that failed is asked the same again, ms.</summary>
    private const long AgainMilliseconds = 1_000;

    /// <summary>After every agent has refused or failed, ms.</summary>
    private const long PauseMilliseconds = 10_000;

    /// <summary>Before an agent that was left is asked again to forget, ms.</summary>
    private const long SweepMilliseconds = 60_000;

    /// <summary>Failed passes in a row that make the agent one to leave: the second comes well within the check's 15 s.</summary>
    private const int FailuresMax = 2;

    // A former life may have been registered with any of them.
    private readonly List<Uri> _elsewhere = [.. agents.Skip(1)];
    private int _turn;
    private int _failures;
    private int _refusals;
    private ServiceDefinition? _registered;
    private ServiceCheck? _passed;
    private long _passedAt;
    private long _notBefore = long.MinValue;
    private long _sweepAt = long.MinValue;

    /// <summary>This store has no catalog: nothing will be asked any more.</summary>
    public bool IsOff { get; private set; }

    private Uri Agent => agents[_turn % agents.Count];

    /// <summary>The next request; null: nothing now.</summary>
    public CatalogStep? Next(CatalogListing listing, long now)
    {
        if (IsOff || now < _notBefore)
        {
            return null;
        }

        var (service, check) = listing;
        return _registered != service ? new CatalogStep.Register(Agent, service, check.Status)
            : _passed != check || now - _passedAt >= PassMilliseconds ? new CatalogStep.Pass(Agent, service.Id, check)
            : now >= _sweepAt && _elsewhere.Count > 0 ? Withdraw(_elsewhere[0], service)
            : null;
    }

    /// <summary>What to ask when the role ends in good order; null: it is registered nowhere.</summary>
    public CatalogStep? Leave() => _registered is { } service ? Withdraw(Agent, service) : null;

    public void Settle(CatalogStep step, CatalogOutcome outcome, long now)
    {
        switch (step)
        {
            case CatalogStep.Register register:
                Registered(register, outcome, now);
                return;
            case CatalogStep.Pass pass:
                Passed(pass, outcome, now);
                return;
            case CatalogStep.Withdraw withdraw:
                Withdrawn(withdraw, outcome, now);
                return;
            default:
                throw new ArgumentException(
                    $"a step of a kind that does not exist: {step.GetType().Name}",
                    nameof(step)
                );
        }
    }

    private void Registered(CatalogStep.Register register, CatalogOutcome outcome, long now)
    {
        if (outcome is CatalogOutcome.Done)
        {
            (_registered, _passed, _refusals) = (register.Service, null, 0);
            _elsewhere.Remove(register.Agent);
        }
        else if (outcome is CatalogOutcome.NoCatalog)
        {
            IsOff = true;
        }
        else
        {
            MoveOn();
            if (++_refusals >= agents.Count)
            {
                (_refusals, _notBefore) = (0, now + PauseMilliseconds);
            }
        }
    }

    private void Passed(CatalogStep.Pass pass, CatalogOutcome outcome, long now)
    {
        if (outcome is CatalogOutcome.Done)
        {
            (_passed, _passedAt, _failures) = (pass.Check, now, 0);
        }
        else if (++_failures >= FailuresMax)
        {
            MoveOn();
        }
        else if (outcome is CatalogOutcome.Unknown)
        {
            // The agent has forgotten it: an operator's deregistration, or an agent rebuilt. At once, with the same agent.
            _registered = null;
        }
        else
        {
            _notBefore = now + AgainMilliseconds;
        }
    }

    private void Withdrawn(CatalogStep.Withdraw withdraw, CatalogOutcome outcome, long now)
    {
        _elsewhere.Remove(withdraw.Agent);
        if (outcome is CatalogOutcome.Kept or CatalogOutcome.Failed)
        {
            _elsewhere.Add(withdraw.Agent);
            _sweepAt = now + SweepMilliseconds;
        }
    }

    private static CatalogStep.Withdraw Withdraw(Uri agent, ServiceDefinition service) =>
        new(agent, service.Id, service.Meta.Cluster);

    /// <summary>What was left behind goes critical by itself, and is taken back as soon as its agent answers again.</summary>
    private void MoveOn()
    {
        _elsewhere.Remove(Agent);
        _elsewhere.Add(Agent);
        (_registered, _failures) = (null, 0);
        _turn = (_turn + 1) % agents.Count;
        _elsewhere.Remove(Agent);
    }
}
