using FailoverCtl.Decision.Diagnosis;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Planning;

/// <summary>A plan, and the mode and overrides it falls under.</summary>
public sealed record Planned(Plan Plan, Mode Mode);

/// <summary>
/// Makes the plans that could come next, in the order of urgency: freeze, losses, an operator's word, returns, the next step
/// of what is under way, adoption. The first that no guard refuses is the one to commit: a refused plan blocks no other.
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
            () => [Adopt()],
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
    /// alone, so that what speaks against a drain does not keep a dead address in the answers.
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
                yield return Make(CauseOf(next), next, losses.Votes, true, s => ModeOf(s) == mode, mode, intent: null);
            }
        }
    }

    private IEnumerable<Planned?> Obey() =>
        input.Intents.Where(i => i.Kind is IntentKind.Drain or IntentKind.Undrain or IntentKind.Release).Select(Obey);

    private Planned? Obey(Intent intent)
    {
        var next = Apply(intent);
        if (next == input.Latches)
        {
            return null;
        }

        var verb = intent.Kind.ToString().ToLowerInvariant();
        var cause = new Cause(CauseKind.Intent, intent.Id, $"{verb} {intent.Scope} by {intent.By}: {intent.Reason}");
        return Make(cause, next, [], automatic: false, s => ModeOf(s) != Mode.Observe, Mode.Act, intent);
    }

    private Latches Apply(Intent intent)
    {
        var latches = input.Latches;
        if (intent.Kind == IntentKind.Release)
        {
            return latches with { Freeze = null };
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

        return latches.DrainOf(site) is { Cause: DrainCause.Lost or DrainCause.Operator }
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
                            null,
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
                && input.Situation.Endpoints.Find(w.Endpoint) is { Health: Health.Up }
                && !input.Holds.Covers(w.Endpoint.Service)
                && !input.Holds.Covers(w.Endpoint.Site)
            )
            .Select(w => w.Endpoint)
            .ToArray();
        if (back.Length == 0)
        {
            return null;
        }

        var next = input.Latches with
        {
            Withdrawals = input.Latches.Withdrawals.Where(w => !back.Contains(w.Endpoint)).ToEquatableArray(),
        };
        var votes = back.Select(e => input.Situation.Endpoints[e].Vote).ToArray();
        var names = string.Join(", ", back);
        return Make(
            new(CauseKind.EndpointsBack, names, $"{names} answer again from enough places"),
            next,
            votes,
            automatic: true,
            s => ModeOf(s) != Mode.Observe,
            Mode.Act,
            intent: null
        );
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
        Latches latches,
        IReadOnlyList<Vote> votes,
        bool automatic,
        Func<Service, bool> moves,
        Mode mode,
        Intent? intent
    )
    {
        // What an operator asks for is planned in full, so that a hold in its way is named by the guard, not stepped around.
        var holds = intent is null ? input.Holds : null;
        var steps = _sequence.Steps(input.Ledger.Steering, latches, s => !moves(s), holds);
        if (steps.IsEmpty)
        {
            steps = [_sequence.Standing(input.Ledger.Steering, latches, cause.Sentence)];
        }

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

    /// <summary>What was cited before stays cited: nobody may plan on an older board than any of it.</summary>
    private SortedMap<AgentId, Mark> Cited(IReadOnlyList<Vote> votes)
    {
        var marks = input.Ledger.Evidence;
        foreach (var agent in votes.SelectMany(v => v.Votes).SelectMany(v => v.Speakers).Distinct())
        {
            if (input.Board.Of(agent) is { } received)
            {
                marks = marks.Set(agent, received.Report.Mark);
            }
        }

        return marks;
    }
}
