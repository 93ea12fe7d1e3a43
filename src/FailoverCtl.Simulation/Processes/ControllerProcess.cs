using FailoverCtl.Control;
using FailoverCtl.Control.Ports;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Simulation.Places;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Simulation.Store;

namespace FailoverCtl.Simulation.Processes;

/// <summary>The real control loop behind simulated ports.</summary>
public sealed class ControllerProcess(Cluster cluster, Host host, ControllerId id)
    : Process(cluster, host, $"controller/{id}"),
        IStorePort,
        ITargetPort,
        IJournalPort,
        IAlarmPort
{
    private const long EpochTimeout = 300;

    private StoreLine? _line;
    private ControlLoop? _loop;

    public ControllerId Id => id;

    public ControlLoop? Loop => Alive ? _loop : null;

    /// <summary>Above 0: its disk is full, nothing can be recorded (F-32).</summary>
    public int JournalBroken { get; set; }

    /// <summary>Stops the process between its last check and the sending of the next commit, ms; 0: no.</summary>
    public long PauseAtCommit { get; set; }

    public void ReadFence(long askedAt)
    {
        var loop = _loop!;
        _line!.Read(
            () => (Cluster.Store.Ledger, Cluster.Store.Holds),
            read => loop.FenceRead(Now, askedAt, LedgerOf(read.Ledger), HoldsOf(read.Holds)),
            () => loop.FenceFailed(Now)
        );
    }

    public void Commit(Commit commit)
    {
        if (PauseAtCommit > 0)
        {
            var pause = PauseAtCommit;
            PauseAtCommit = 0;
            Cluster.Timeline.Add(Name, $"is stopped for {pause} ms before it sends {commit.Plan.Id}");
            Cluster.Clock.After(pause, Pause());
            WhenResumed(() => Send(commit));
            return;
        }

        Send(commit);
    }

    public void Publish(ControllerStatus status) => _line!.Write(() => Cluster.Store.Put(status), static _ => { });

    public void Answer(IntentChange change) => _line!.Write(() => Cluster.Store.Change(change), static _ => { });

    public void AskEpoch(DnsServer server)
    {
        var target = Cluster.Dns.First(d => d.Id == server.Id);
        var loop = _loop!;
        var done = false;
        var timeout = ForThisLife(() => Settle(null));
        Cluster.Network.Send(
            Host,
            target.Host,
            () =>
            {
                if (target is { Alive: true, Paused: false, Epoch: > 0 })
                {
                    var epoch = target.Epoch;
                    Cluster.Network.Send(target.Host, Host, ForThisLife(() => Settle(epoch)));
                }
            }
        );
        Cluster.Clock.After(EpochTimeout, timeout);

        void Settle(long? epoch)
        {
            if (!done)
            {
                done = true;
                loop.Handle(new TargetRead(Now, server.Id, epoch));
            }
        }
    }

    public string? Append(IReadOnlyList<JournalEvent> events, long at)
    {
        if (JournalBroken > 0)
        {
            return "no space left on device";
        }

        foreach (var item in events)
        {
            Cluster.Record(this, item);
        }

        return null;
    }

    public void Raise(string what) => Cluster.Timeline.Add(Name, $"alarm: {what}");

    protected override void Begin()
    {
        _line = new(Cluster, this);
        _loop = new(new(id, Boot, Host.Site), this, this, this, this, (int)Cluster.Random.Between(0, int.MaxValue));
        Cluster.Record(this, new StartEvent(Cluster.Topology.Cluster, Name, Boot));
        _loop.Handle(new TopologyRead(Now, Cluster.TopologyHash, Cluster.Topology));
        Follow();
        After(Cluster.Random.Between(0, Cadence.Tick), Tick);
    }

    private void Follow()
    {
        var store = Cluster.Store;
        Watches.Add(new(Cluster, this, Documents.Ledger, _ => Give(LedgerOf(store.Ledger))));
        Watches.Add(new(Cluster, this, Documents.Holds, _ => Give(HoldsOf(store.Holds))));
        Watches.Add(
            new(
                Cluster,
                this,
                Documents.Reports,
                seen => Give(Newer(store.Reports, seen), r => new ReportRead(Now, r.Value, r.ModifyIndex))
            )
        );
        Watches.Add(
            new(
                Cluster,
                this,
                Documents.Heartbeats,
                seen => Give(Newer(store.Heartbeats, seen), s => new HeartbeatRead(Now, s.Value))
            )
        );
        Watches.Add(
            new(
                Cluster,
                this,
                Documents.Intents,
                seen => Give(Newer(store.Intents, seen), i => new IntentRead(Now, i.Value, i.ModifyIndex))
            )
        );
    }

    private void Tick()
    {
        _loop!.Tick(Now);
        After(Cadence.Tick, Tick);
    }

    private void Send(Commit commit)
    {
        var loop = _loop!;
        _line!.Write(
            () =>
            {
                if (!Cluster.Store.Commit(commit))
                {
                    Cluster.Timeline.Add(Name, $"loses with {commit.Plan.Id} for epoch {commit.Entry.Epoch}");
                }
            },
            _ => loop.CommitReplied(Now, commit.Entry.Proposal)
        );
    }

    private static Stored<T>[] Newer<T>(IEnumerable<Stored<T>> all, ulong seen) =>
        [.. all.Where(s => s.ModifyIndex > seen)];

    // Built when it is delivered: an input carries the time of its arrival.
    private LedgerRead LedgerOf(Stored<LedgerEntry>? stored) => new(Now, stored?.Value, stored?.ModifyIndex ?? 0);

    private HoldsRead HoldsOf(Stored<Holds>? stored) => new(Now, stored?.Value, stored?.ModifyIndex ?? 0);

    private Action Give(Input input)
    {
        var loop = _loop!;
        return () => loop.Handle(input with { At = Now });
    }

    private Action Give<T>(Stored<T>[] items, Func<Stored<T>, Input> input)
    {
        var loop = _loop!;
        return () =>
        {
            foreach (var item in items)
            {
                loop.Handle(input(item));
            }
        };
    }
}
