using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Probing.Slow;

/// <summary>
/// What an agent gathers beside its probes and outside every vote: where public names lead, and what origins say of their
/// load. It travels in the report.
/// </summary>
internal sealed class SlowEvidence : IDisposable
{
    /// <summary>A load older than this many intervals is unknown.</summary>
    private const int IntervalsThatCount = 3;

    /// <summary>More than a report carries: which ones lead astray is known only after asking.</summary>
    private const int NamesMax = 1_024;

    private readonly AgentId _agent;
    private readonly LoadAsking _loadAsking = new();
    private readonly SlowRounds<NameQuestion, NameAnswer> _names;
    private readonly SlowRounds<LoadQuestion, LoadAnswer> _loads;

    public SlowEvidence(AgentId agent, Action<string> trouble, TimeProvider time, ulong seed)
    {
        _agent = agent;
        _names = new(NameAsking.AskAsync, static q => q.IntervalMilliseconds, trouble, time, seed);
        _loads = new(_loadAsking.AskAsync, static q => q.IntervalMilliseconds, trouble, time, seed);
    }

    public void Follow(Topology topology)
    {
        _names.Follow(SlowQuestions.Names(topology, SystemResolvers.Read).Take(NamesMax));
        _loads.Follow(SlowQuestions.Loads(topology, _agent).Take(Report.ListMax));
    }

    public Task RunAsync(CancellationToken stopping) =>
        Task.WhenAll(_names.RunAsync(stopping), _loads.RunAsync(stopping));

    public Report AddTo(Report report) =>
        report with
        {
            Names = _names
                .Known()
                .Select(static k => new NameSeen(
                    k.Question.Service,
                    k.Question.Family,
                    k.Question.Resolver,
                    k.Answer.Standing,
                    k.ForMilliseconds
                ))
                .OrderBy(static n => n.Standing == NameStanding.Leads)
                .Take(Report.ListMax)
                .OrderBy(static n => n.Service)
                .ThenBy(static n => n.Family)
                .ThenBy(static n => n.Resolver, StringComparer.Ordinal)
                .ToEquatableArray(),
            Loads = _loads
                .Known()
                .Select(Seen)
                .OrderBy(static l => l.Service)
                .ThenBy(static l => l.Site)
                .ToEquatableArray(),
        };

    public void Dispose() => _loadAsking.Dispose();

    private static LoadSeen Seen(Kept<LoadQuestion, LoadAnswer> kept)
    {
        var (question, answer) = (kept.Question, kept.Answer);
        var old = kept.AgeMilliseconds > (long)IntervalsThatCount * question.IntervalMilliseconds;
        return new(
            question.Service,
            question.Site,
            old ? null : answer.Load,
            old && answer.Load is not null ? LoadFault.Unreachable : answer.Fault,
            kept.AgeMilliseconds
        );
    }
}
