using FailoverCtl.Checking;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Simulation.Truth;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

/// <summary>A scripted world: calm at first, then what the story says. Everything stands by second 8.</summary>
public sealed class Scene
{
    public const long Standing = 8_000;

    private readonly GroundTruth _truth;
    private readonly FaultInjector _faults;
    private readonly List<LedgerEntry> _history = [];

    public Scene(ulong seed = 1, Knobs? knobs = null)
    {
        Cluster = new(seed, knobs ?? Knobs.Calm);
        _truth = new(Cluster);
        _faults = new(Cluster);
        Cluster.Store.Committed += (_, entry, _) => _history.Add(entry);
        Cluster.Clock.RunUntil(Standing);
    }

    public Cluster Cluster { get; }

    /// <summary>Every epoch that was committed, in order.</summary>
    public IReadOnlyList<LedgerEntry> History => _history;

    public LedgerEntry Ledger => Cluster.Store.Ledger!.Value;

    public SteeringMap Steering => Ledger.Steering;

    public long Now => Cluster.Clock.Now;

    /// <summary>Something goes wrong now, for good unless a time is given.</summary>
    public Scene Begin(FaultKind kind, string subject = "", long forMilliseconds = 0, int amount = 0)
    {
        _faults.Begin(new(Now, forMilliseconds, kind, subject, amount));
        return this;
    }

    public Scene Run(long milliseconds)
    {
        Cluster.Clock.RunUntil(Now + milliseconds);
        return this;
    }

    /// <summary>Runs until it is so; fails when it takes longer than that.</summary>
    public Scene Until(Func<Scene, bool> holds, long withinMilliseconds)
    {
        var deadline = Now + withinMilliseconds;
        while (!holds(this))
        {
            Assert.True(Now < deadline, $"not so within {withinMilliseconds} ms\n{Story()}");
            Cluster.Clock.RunUntil(Now + 5);
        }

        return this;
    }

    public IEnumerable<EndpointId> EndpointsAt(string site) =>
        Cluster.Topology.Endpoints.Where(e => e.Site.Value == site);

    /// <summary>Whether any live DNS server still answers an address of that site.</summary>
    public bool IsAnswered(string site) => EndpointsAt(site).Any(e => Cluster.Dns.Any(d => d.Answers(e)));

    public int Count(CauseKind cause, long afterEpoch = 0) =>
        _history.Count(e => e.Epoch > afterEpoch && e.Cause.Kind == cause);

    public IEnumerable<CoordinationMode> Modes =>
        Cluster.Controllers.Where(c => c.Loop is not null).Select(c => c.Loop!.Machine.Mode);

    public Intent Intent(string id) => Cluster.Store.Intents.First(i => i.Value.Id == id).Value;

    /// <summary>No rule was broken: not by the journals, and not against what really was.</summary>
    public void IsSound()
    {
        var found = Checker.Check(Cluster.Journal.Files, Clock.Shared).Select(v => v.ToString());
        Assert.True(
            !_truth.Violations.Any() && !found.Any(),
            string.Join('\n', [.. _truth.Violations, .. found, Story()])
        );
    }

    public string Story() => string.Join('\n', Cluster.Timeline.Lines);
}
