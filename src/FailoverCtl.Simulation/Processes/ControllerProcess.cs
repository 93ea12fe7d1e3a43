using FailoverCtl.Control;
using FailoverCtl.Control.Ports;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Simulation.Places;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Simulation.Store;

namespace FailoverCtl.Simulation.Processes;

/// <summary>The real control loop behind simulated ports. Tests derive from it to leave out what a port must do.</summary>
/// <param name="name">controller/ID; a twin has another one, for its journal is a file of its own.</param>
public class ControllerProcess(Cluster cluster, Host host, ControllerId id, string name)
    : Process(cluster, host, name),
        IStorePort,
        ITargetPort,
        IJournalPort,
        IAlarmPort
{
    private const long EpochTimeout = 300;

    private StoreLine? _line;
    private ControlLoop? _loop;
    private string _topologyHash = SimulatedTopology.Hash;
    private TopologyReader? _topology;
    private string? _observing;

    public ControllerId Id => id;

    public ControlLoop? Loop => Alive ? _loop : null;

    /// <summary>Above 0: its disk is full, nothing can be recorded (F-32).</summary>
    public int JournalBroken { get; set; }

    /// <summary>A topology that it does not have comes so late, ms.</summary>
    public long TopologyLate { get; set; }

    /// <summary>The newest consistent read that it has, by when it was asked for; true ms.</summary>
    public long ReadAskedAt { get; private set; }

    /// <summary>Of the topology that it has; on its disk, so it outlives the process.</summary>
    public string TopologyHash => _topologyHash;

    public TwinWatch Twin { get; private set; } = new();

    /// <summary>Stops the process between its last check and the sending of the next commit, ms; 0: no.</summary>
    public long PauseAtCommit { get; set; }

    public void ReadFence(long askedAt)
    {
        var loop = _loop!;
        var asked = Cluster.Clock.Now;
        _line!.Read(
            () => (Cluster.Store.Ledger, Cluster.Store.Holds),
            read =>
                Arrive(
                    read.Ledger,
                    () =>
                    {
                        ReadAskedAt = Math.Max(ReadAskedAt, asked);
                        loop.FenceRead(Now, AskedAt(askedAt), LedgerOf(read.Ledger), HoldsOf(read.Holds));
                    }
                ),
            () => loop.FenceFailed(Now)
        );
    }

    public void Commit(Commit commit)
    {
        Cluster.NoteCommit(this);
        if (PauseAtCommit > 0)
        {
            var pause = PauseAtCommit;
            PauseAtCommit = 0;
            Cluster.Timeline.Add(Name, $"is stopped for {pause} ms before it sends {commit.Plan.Id}");
            Cluster.Clock.After(pause, Pause());
            WhenResumed(() => Send(commit));
            return;
        }

        At(
            PauseBoundary.BeforeSend,
            () =>
            {
                Send(commit);
                At(PauseBoundary.AfterSend, static () => { });
            }
        );
    }

    public void Publish(ControllerStatus status) =>
        _line!.Write(Done(() => Cluster.Store.Put(status)), static _ => { });

    public void Answer(IntentChange change) => _line!.Write(Done(() => Cluster.Store.Change(change)), static _ => { });

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

    public virtual string? Append(IReadOnlyList<JournalEvent> events, long at)
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
        _topology = new(this, TakeTopology);
        (_observing, ReadAskedAt, Twin) = (null, 0, new());
        Cluster.Record(this, new StartEvent(Cluster.Topology.Cluster, $"controller/{id}", Boot));
        _loop.Handle(new TopologyRead(Now, _topologyHash, Cluster.TopologyOf(_topologyHash)));
        Follow();
        After(Cluster.Random.Between(0, Cadence.Tick), Tick);
    }

    private void Follow()
    {
        var store = Cluster.Store;
        Watches.Add(new(Cluster, this, Documents.Ledger, _ => Follow(store.Ledger)));
        if (Cluster.Knobs.IsStretched)
        {
            Watches.Add(new(Cluster, this, Documents.Ledger, _ => Follow(store.Ledger), ReadMode.Stale));
        }

        Watches.Add(new(Cluster, this, Documents.Holds, _ => Give(HoldsOf(store.Holds))));
        Watches.Add(
            new(
                Cluster,
                this,
                Documents.Reports,
                seen => Give(Newer(store.Reports, seen), r => new ReportRead(Now, r.Value, r.ModifyIndex)),
                interrupted: () => _loop!.Handle(new ReportsInterrupted(Now))
            )
        );
        Watches.Add(
            new(
                Cluster,
                this,
                Documents.Heartbeats,
                seen => Give(Newer(store.Heartbeats, seen), s => new HeartbeatRead(Now, Seen(s.Value)))
            )
        );
        Watches.Add(new(Cluster, this, Documents.Intents, seen => Give(Newer(store.Intents, seen))));
    }

    private void Tick()
    {
        _loop!.Tick(Now);
        Observe(_loop.Machine);
        After(Cadence.Tick, Tick);
    }

    /// <summary>One transaction on its way; answered in time, or given up.</summary>
    protected virtual void Send(Commit commit)
    {
        var (sentAt, applied) = (Cluster.Clock.Now, false);
        if (Cluster.Trouble.LeaderDiesFor.TryDequeue(out var deadFor) && Cluster.Servers is StretchedServers servers)
        {
            Cluster.Clock.After(deadFor, servers.KillLeader());
        }

        _line!.Write(
            () =>
            {
                applied = Apply(commit);
                if (!applied)
                {
                    Cluster.Sightings.Add(Sighting.CommitLost);
                    Cluster.Timeline.Add(Name, $"loses with {commit.Plan.Id} for epoch {commit.Entry.Epoch}");
                    return true;
                }

                var late = Cluster.Clock.Now - sentAt > StoreLine.RequestTimeout;
                Cluster.Sightings.Add(Sighting.AppliedLate, late ? 1 : 0);
                return late || !Cluster.LosesReply();
            },
            answered =>
            {
                if (applied && !answered)
                {
                    Cluster.NoteLostReply(commit.Entry.Proposal);
                }

                At(PauseBoundary.AfterReply, () => Replied(commit, answered));
            }
        );
    }

    protected virtual bool Apply(Commit commit) => Cluster.Store.Commit(commit);

    protected virtual void Replied(Commit commit, bool answered) => _loop!.CommitReplied(Now, commit.Entry.Proposal);

    /// <summary>When a consistent read that comes now counts as asked for.</summary>
    protected virtual long AskedAt(long askedAt) => askedAt;

    // Built when it is delivered: an input carries the time of its arrival.
    protected virtual LedgerRead LedgerOf(Stored<LedgerEntry>? stored) =>
        new(Now, stored?.Value, stored?.ModifyIndex ?? 0);

    protected virtual HoldsRead HoldsOf(Stored<Holds>? stored) => new(Now, stored?.Value, stored?.ModifyIndex ?? 0);

    /// <summary>A heartbeat has come.</summary>
    protected virtual ControllerStatus Seen(ControllerStatus status)
    {
        if (status.Id == id && status.Boot != Boot && Twin.See(status, Cluster.Clock.Now))
        {
            Cluster.Sightings.Add(Cluster.Twins.Contains(this) ? Sighting.TwinSeenBySecond : Sighting.TwinSeenByFirst);
        }

        return status;
    }

    private static Func<bool> Done(Action write) =>
        () =>
        {
            write();
            return true;
        };

    /// <summary>Goes on, or is stopped here first when a pause waits for whoever comes.</summary>
    private void At(PauseBoundary boundary, Action go) => Cluster.Pauses.Pass(this, boundary, go);

    /// <summary>What shows an epoch of its own for the first time has come.</summary>
    private void Arrive(Stored<LedgerEntry>? stored, Action deliver)
    {
        var own =
            stored is { Value: var entry }
            && entry.Author == new Author(id, Boot)
            && entry.Epoch > (_loop!.Machine.Ledger?.Entry.Epoch ?? 0);
        if (own)
        {
            At(PauseBoundary.BeforeRecord, deliver);
        }
        else
        {
            deliver();
        }
    }

    /// <summary>The ledger comes with the topology that it cites; one that is not at hand is read first.</summary>
    private Action Follow(Stored<LedgerEntry>? stored)
    {
        var loop = _loop!;
        return () =>
        {
            if (_topology!.Has(stored))
            {
                Arrive(stored, () => loop.Handle(LedgerOf(stored)));
            }
            else
            {
                _topology.Read(stored!);
            }
        };
    }

    private void TakeTopology(Stored<LedgerEntry> cites)
    {
        _topologyHash = cites.Value.TopologyHash;
        _loop!.Handle(new TopologyRead(Now, _topologyHash, Cluster.TopologyOf(_topologyHash)));
        _loop.Handle(LedgerOf(cites));
    }

    /// <summary>For the timeline and the counts: why it does no more than look on.</summary>
    private void Observe(ControlMachine machine)
    {
        if (machine.Ledger is { Entry: var entry })
        {
            Cluster.Sightings.Add(Sighting.OtherTopology, entry.TopologyHash == _topologyHash ? 0 : 1);
            Cluster.Sightings.Add(Sighting.OtherSchema, entry.Schema == LedgerEntry.CurrentSchema ? 0 : 1);
        }

        if (machine.WhyObserving != _observing)
        {
            _observing = machine.WhyObserving;
            Cluster.Timeline.Add(Name, _observing is null ? "may propose" : $"only observes: {_observing}");
        }
    }

    private static Stored<T>[] Newer<T>(IEnumerable<Stored<T>> all, ulong seen) =>
        [.. all.Where(s => s.ModifyIndex > seen)];

    private Action Give(Input input)
    {
        var loop = _loop!;
        return () => loop.Handle(input with { At = Now });
    }

    /// <summary>An intent comes with the topology that it wants in force.</summary>
    private Action Give(Stored<Intent>[] intents)
    {
        var loop = _loop!;
        return () =>
        {
            foreach (var intent in intents)
            {
                loop.Handle(new IntentRead(Now, intent.Value, intent.ModifyIndex));
                if (IntentScope.TopologyOf(intent.Value) is { } hash)
                {
                    loop.Handle(new CandidateRead(Now, hash, Cluster.TopologyOf(hash), null));
                }
            }
        };
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
