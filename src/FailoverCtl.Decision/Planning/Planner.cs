using FailoverCtl.Decision.Diagnosis;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Planning;

/// <summary>A plan, and the mode and overrides it falls under.</summary>
public sealed record Planned(Plan Plan, Mode Mode)
{
    /// <summary>The topology that the plan brings into force; null: that of its parent stays.</summary>
    public TopologyChange? Change { get; init; }
}

/// <summary>
/// Makes the plans that could come next, in the order of urgency: freeze, losses, an operator's word, returns, the next step
/// of what is under way, drains whose time is over, adoption, and what an operator acknowledged and is over. The first that no
/// guard refuses is the one to commit: a refused plan blocks no other.
/// </summary>
public sealed class Planner(PlanningInput input)
{
    private readonly Sequence _sequence = new(input.Topology);
    private readonly List<string> _reasons = [];

    /// <summary>Why something was left alone, as far as the candidates taken so far found it.</summary>
    public EquatableArray<string> Reasons => _reasons.ToEquatableArray();

    public IEnumerable<Planned> Candidates()
    {
        Func<IEnumerable<Planned?>>[] attempts =
        [
            () => [Freeze()],
            () => [Thaw()],
            Lose,
            Obey,
            () => [Return()],
            () => [Continue()],
            EndDrains,
            () => [Adopt()],
            () => [Forget()],
        ];
        return attempts.SelectMany(attempt => attempt()).Where(p => p is not null).Select(p => p!);
    }

    private Planned? Freeze()
    {
        var domains = Correlation.Recent(input.Situation, input.Latches, input.Topology);
        if (
            input.Latches.Freeze is not null
            || !Correlation.IsTooMany(domains.Count, input.Topology.SiteLocations.Count())
        )
        {
            return null;
        }

        var names = string.Join(", ", domains);
        var reason = $"{names} failed together: a common cause is likelier than separate losses";
        return Standing(
            new(CauseKind.CorrelatedFailure, names, reason),
            input.Latches with
            {
                Freeze = new(domains, reason),
            }
        );
    }

    private Planned? Thaw() =>
        input.Latches.Freeze is { } freeze && input.Calm
            ? Standing(
                new(
                    CauseKind.FreezeOver,
                    string.Join(", ", freeze.Domains),
                    "the locations have been well long enough"
                ),
                input.Latches with
                {
                    Freeze = null,
                }
            )
            : null;

    /// <summary>
    /// Services that may act come first; what others would do is proposed or journaled after that. Withdrawals also stand
    /// alone, and service by service, so that what speaks against one move does not keep another dead address answered.
    /// </summary>
    private IEnumerable<Planned?> Lose()
    {
        foreach (var mode in new[] { Mode.Act, Mode.Propose, Mode.Observe })
        {
            var losses = new Losses(input.Topology, input.Situation, input.Latches, input.Holds);
            var withdrawn = losses.Withdraw(s => ModeOf(s) == mode);
            var drained = losses.Drain(withdrawn, site => LowestMode(site) == mode);
            _reasons.AddRange(losses.Reasons);
            foreach (var next in new[] { drained, withdrawn }.Where(l => l != input.Latches).Distinct())
            {
                yield return Lose(next, losses.Votes, mode);
            }

            foreach (var service in ByPriority().Where(s => ModeOf(s) == mode))
            {
                var alone = new Losses(input.Topology, input.Situation, input.Latches, input.Holds);
                var next = alone.Withdraw(s => s.Id == service.Id);
                yield return next == input.Latches ? null : Lose(next, alone.Votes, mode);
            }
        }
    }

    /// <summary>One plan per epoch: what matters most comes first, and among equals the order of ids.</summary>
    private IEnumerable<Service> ByPriority() =>
        input.Topology.Classes.Count == 0
            ? input.Topology.Services.Values
            : input.Topology.Services.Values.OrderBy(input.Topology.PriorityOf);

    /// <summary>One step: what the loss forces. Ramps that are under way go on behind their own gate.</summary>
    private Planned Lose(Latches next, IReadOnlyList<Vote> votes, Mode mode)
    {
        var step = _sequence.Forced(input.Ledger.Steering, next, s => ModeOf(s) != mode, input.Holds);
        return Make(CauseOf(next), [step], votes, automatic: true, mode, intent: null);
    }

    private IEnumerable<Planned?> Obey() => input.Intents.Where(i => i.Kind != IntentKind.Approve).Select(Obey);

    private Planned? Obey(Intent intent)
    {
        if (intent.Kind == IntentKind.Apply)
        {
            return Change(intent);
        }

        var next = Apply(intent);
        if (next == input.Latches)
        {
            return null;
        }

        var verb = intent.Kind.ToString().ToLowerInvariant();
        var cause = new Cause(CauseKind.Intent, intent.Id, $"{verb} {intent.Scope} by {intent.By}: {intent.Reason}");
        if (intent.Kind == IntentKind.Release)
        {
            return Make(
                cause,
                [_sequence.Standing(input.Ledger.Steering, next, cause.Sentence)],
                [],
                false,
                Mode.Act,
                intent
            );
        }

        if (WaitsForRamp($"{verb} {intent.Scope}"))
        {
            return null;
        }

        // A hold in its own way is to be named by the guard, not stepped around.
        var own = IntentScope.SiteOf(intent, input.Topology) is { } site && input.Holds.Covers(site);
        var steps = _sequence.Steps(input.Ledger.Steering, next, IsObserved, own ? null : input.Holds);
        return Make(cause, OrStanding(steps, next, cause), [], automatic: false, Mode.Act, intent);
    }

    /// <summary>Another topology as an epoch, with the ramp to what it declares behind it (I-25).</summary>
    private Planned? Change(Intent intent)
    {
        if (
            IntentScope.TopologyOf(intent) is not { } hash
            || hash == input.Ledger.TopologyHash
            || !input.Candidates.TryGetValue(hash, out var after)
            || WaitsForRamp("another topology")
        )
        {
            return null;
        }

        var change = new TopologyChange(input.Topology, input.Ledger.Steering, input.Latches, hash, after);
        var cause = new Cause(
            CauseKind.Intent,
            intent.Id,
            $"apply topology {hash[..Math.Min(12, hash.Length)]} by {intent.By}: {intent.Reason}"
        );
        return Make(cause, change.Steps(input.Holds), [], automatic: false, Mode.Act, intent) with { Change = change };
    }

    /// <summary>A plan of its own must not carry another one's ramp past its gate (I-10, I-18).</summary>
    private bool WaitsForRamp(string what)
    {
        if (input.GateOpen || _sequence.Steps(input.Ledger.Steering, input.Latches, IsObserved, input.Holds).IsEmpty)
        {
            return false;
        }

        _reasons.Add($"{what} waits for the read-back of epoch {input.Ledger.Epoch}, whose plan is under way");
        return true;
    }

    private EquatableArray<PlanStep> OrStanding(EquatableArray<PlanStep> steps, Latches latches, Cause cause) =>
        steps.IsEmpty ? [_sequence.Standing(input.Ledger.Steering, latches, cause.Sentence)] : steps;

    private Latches Apply(Intent intent)
    {
        var latches = input.Latches;
        if (intent.Kind == IntentKind.Release)
        {
            return latches with { Freeze = null, Acknowledged = latches.Freeze?.Domains ?? [] };
        }

        if (IntentScope.SiteOf(intent, input.Topology) is not { } site)
        {
            return latches;
        }

        var others = latches.Drains.Where(d => d.Site != site);
        if (intent.Kind == IntentKind.Undrain)
        {
            return latches with
            {
                Drains = others.ToEquatableArray(),
                Flaps = latches.Flaps.Where(f => f.Subject != site.Value).ToEquatableArray(),
            };
        }

        var present = latches.DrainOf(site);
        // Asked again with an end, or without one where there was one: the end is what is asked for.
        var stays =
            present is { Cause: DrainCause.Lost }
            || (
                present is { Cause: DrainCause.Operator, RemainingMilliseconds: null } && intent.ForMilliseconds is null
            );
        return stays
            ? latches
            : latches with
            {
                Drains = others
                    .Append(
                        new(
                            site,
                            DrainCause.Operator,
                            intent.By,
                            intent.Reason,
                            intent.ForMilliseconds,
                            intent.Overrides.Contains(Guards.Capacity.GuardName)
                        )
                    )
                    .OrderBy(d => d.Site)
                    .ToEquatableArray(),
            };
    }

    /// <summary>Endpoints that are up by vote again come back by themselves, ramped; never while frozen or held.</summary>
    private Planned? Return()
    {
        if (input.Latches.Freeze is not null)
        {
            return null;
        }

        var back = input
            .Latches.Withdrawals.Where(w =>
                w.RemainingMilliseconds == 0
                && input.Situation.Endpoints.Find(w.Endpoint) is { Health: Health.Up or Health.Degraded }
                && !input.Holds.Covers(w.Endpoint.Service)
                && !input.Holds.Covers(w.Endpoint.Site)
            )
            .Select(w => w.Endpoint)
            .ToArray();
        if (back.Length == 0 || WaitsForRamp("a return"))
        {
            return null;
        }

        var next = input.Latches with
        {
            Withdrawals = input.Latches.Withdrawals.Where(w => !back.Contains(w.Endpoint)).ToEquatableArray(),
        };
        var votes = back.Select(e => input.Situation.Endpoints[e].Vote).ToArray();
        var names = string.Join(", ", back);
        var cause = new Cause(CauseKind.EndpointsBack, names, $"{names} answer again from enough places");
        var steps = _sequence.Steps(input.Ledger.Steering, next, IsObserved, input.Holds);
        return Make(cause, OrStanding(steps, next, cause), votes, automatic: true, Mode.Act, intent: null);
    }

    private Planned? Continue()
    {
        if (input.Latches.Freeze is not null)
        {
            return null;
        }

        var steps = _sequence.Steps(input.Ledger.Steering, input.Latches, IsObserved, input.Holds);
        if (steps.IsEmpty)
        {
            var held = _sequence.Steps(input.Ledger.Steering, input.Latches, IsObserved, holds: null);
            if (!held.IsEmpty)
            {
                _reasons.Add($"{held.Count} steps wait until what is held is released (I-23): {held[0].Why}");
            }

            return null;
        }

        if (!input.GateOpen)
        {
            _reasons.Add($"the next of {steps.Count} steps waits for the read-back of epoch {input.Ledger.Epoch}");
            return null;
        }

        var plan = input.Ledger.Plan;
        var cause = new Cause(CauseKind.NextStep, plan.Id, $"step {plan.Step + 1} of plan {plan.Id}: {steps[0].Why}");
        return new(
            new(plan.Id, cause, input.Ledger.Epoch, plan.Step + 1, steps, [], Cited([]), true, Reasons, []),
            Mode.Act
        );
    }

    /// <summary>
    /// A drain whose time is over ends, site by site, once nothing at the site is in trouble: maintenance may have left it ill,
    /// and then it stays out and says so (I-20, I-27).
    /// </summary>
    private IEnumerable<Planned?> EndDrains()
    {
        foreach (var drain in input.Latches.Drains.Where(d => d.RemainingMilliseconds is 0))
        {
            if (input.Latches.Freeze is not null)
            {
                _reasons.Add($"{drain.Site} stays drained although its time is over: automation is frozen (I-05)");
            }
            else if (input.Holds.Covers(drain.Site))
            {
                _reasons.Add($"{drain.Site} stays drained although its time is over: it is held (I-23)");
            }
            else if (!input.Up.Contains(drain.Site))
            {
                _reasons.Add($"{drain.Site} stays drained although its time is over: {Trouble(drain.Site)} (I-20)");
            }
            else if (!WaitsForRamp($"the end of the drain of {drain.Site}"))
            {
                yield return EndDrain(drain);
            }
        }
    }

    private Planned EndDrain(Drain drain)
    {
        var next = input.Latches with { Drains = input.Latches.Drains.Where(d => d != drain).ToEquatableArray() };
        var cause = new Cause(
            CauseKind.DrainOver,
            drain.Site.Value,
            $"the time that {drain.By} gave the drain of {drain.Site} is over: {drain.Reason}"
        );
        var steps = _sequence.Steps(input.Ledger.Steering, next, IsObserved, input.Holds);
        return Make(cause, OrStanding(steps, next, cause), [], automatic: true, Mode.Act, intent: null);
    }

    /// <summary>Silence is not health: what nobody accuses is not yet up by vote.</summary>
    private string Trouble(SiteId site) =>
        input.Situation.Endpoints.Values.FirstOrDefault(f =>
            f.Endpoint.Site == site && f.Health is not (Health.Up or Health.Degraded)
        )
            is { } finding
            ? $"{finding.Endpoint} is {finding.Health.ToString().ToLowerInvariant()}"
            : "not all of its endpoints are up by vote";

    private Planned? Adopt() =>
        input.AuthorStalled
            ? Standing(
                new(
                    CauseKind.Adoption,
                    input.Ledger.Author.Controller.Value,
                    $"{input.Ledger.Author.Controller} wrote epoch {input.Ledger.Epoch} and no longer moves"
                ),
                input.Latches
            )
            : null;

    /// <summary>
    /// What an operator acknowledged has been well since: that must be in the ledger, or his word would still stand when the
    /// same locations fail together some other day (I-05).
    /// </summary>
    private Planned? Forget() =>
        input.Ledger.Latches.Acknowledged is { IsEmpty: false } acknowledged && input.Latches.Acknowledged.IsEmpty
            ? Standing(
                new(
                    CauseKind.FreezeOver,
                    string.Join(", ", acknowledged),
                    "the acknowledged locations are well again: the next failure of several counts anew"
                ),
                input.Latches
            )
            : null;

    /// <summary>An epoch with the same steering: an adoption stays the same step of the same plan.</summary>
    private Planned Standing(Cause cause, Latches latches)
    {
        var step = _sequence.Standing(input.Ledger.Steering, latches, cause.Sentence);
        var adoption = cause.Kind == CauseKind.Adoption;
        var id = adoption ? input.Ledger.Plan.Id : PlanId.Of(input.Ledger.Epoch, cause, step);
        var number = adoption ? input.Ledger.Plan.Step : 1;
        return new(new(id, cause, input.Ledger.Epoch, number, [step], [], Cited([]), true, Reasons, []), Mode.Act);
    }

    private Planned Make(
        Cause cause,
        EquatableArray<PlanStep> steps,
        IReadOnlyList<Vote> votes,
        bool automatic,
        Mode mode,
        Intent? intent
    )
    {
        var id = PlanId.Of(input.Ledger.Epoch, cause, steps[^1]);
        var plan = new Plan(
            id,
            cause,
            input.Ledger.Epoch,
            1,
            steps,
            votes.ToEquatableArray(),
            Cited(votes),
            automatic,
            Reasons,
            intent is null ? [] : [intent.Id]
        );
        return new(plan, mode);
    }

    private bool IsObserved(Service service) => ModeOf(service) == Mode.Observe;

    private Mode ModeOf(Service service) => service.Mode ?? input.Topology.Policy.Mode;

    private Mode LowestMode(SiteId site) =>
        input
            .Topology.Services.Values.Where(s => s.Placements.ContainsKey(site))
            .Select(ModeOf)
            .DefaultIfEmpty(input.Topology.Policy.Mode)
            .Min();

    private Cause CauseOf(Latches next)
    {
        var drained = next.Drains.Where(d => input.Latches.DrainOf(d.Site) is not { Cause: not DrainCause.Operator });
        var sites = string.Join(", ", drained.Where(d => d.Cause != DrainCause.Operator).Select(d => d.Site));
        if (sites.Length > 0)
        {
            return new(CauseKind.SiteLost, sites, $"{sites} lost");
        }

        var lost = next.Withdrawals.Where(w => input.Latches.WithdrawalOf(w.Endpoint) is null).Select(w => w.Endpoint);
        var names = string.Join(", ", lost);
        return new(CauseKind.EndpointsLost, names, $"{names} lost by vote");
    }

    /// <summary>
    /// What was cited before stays cited, as this board has it now: nobody may plan on an older board than any of it.
    /// </summary>
    private SortedMap<AgentId, Mark> Cited(IReadOnlyList<Vote> votes)
    {
        var marks = input.Ledger.Evidence;
        var speakers = votes.SelectMany(v => v.Votes).SelectMany(v => v.Speakers);
        foreach (var agent in marks.Keys.Concat(speakers).Distinct())
        {
            if (input.Board.Of(agent) is { } received)
            {
                marks = marks.Set(agent, received.Report.Mark);
            }
        }

        return marks;
    }
}
