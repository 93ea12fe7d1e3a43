using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Simulation.Places;
using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Faults;

/// <summary>Makes faults happen to a cluster, and undoes each: at its time, or all that are left when everything heals.</summary>
public sealed class FaultInjector(Cluster cluster)
{
    private readonly List<Action> _undo = [];
    private bool _healed;

    public void Schedule(IEnumerable<Fault> faults)
    {
        foreach (var fault in faults)
        {
            cluster.Clock.At(fault.At, () => Begin(fault));
        }
    }

    /// <summary>Begins now; ends by itself if it lasts a known time.</summary>
    public void Begin(Fault fault)
    {
        if (_healed)
        {
            return;
        }

        cluster.Timeline.Add("fault", fault.What);
        var undo = Start(fault);
        if (undo is null)
        {
            return;
        }

        _undo.Add(Once);
        if (fault.For > 0)
        {
            cluster.Clock.After(fault.For, Once);
        }

        void Once()
        {
            if (_undo.Remove(Once))
            {
                cluster.Timeline.Add("fault", $"over: {fault.Kind} {fault.Subject}");
                undo();
            }
        }
    }

    /// <summary>Undoes all that is left; nothing begins any more.</summary>
    public void HealAll()
    {
        _healed = true;
        foreach (var undo in _undo.ToArray())
        {
            undo();
        }
    }

    private Action? Start(Fault fault) =>
        fault.Kind switch
        {
            FaultKind.SiteDark => Dark(new(fault.Subject), 0),
            FaultKind.SiteDarkWithLeader => Dark(new(fault.Subject), fault.Amount),
            FaultKind.SiteIsolated => Isolate(new(fault.Subject)),
            FaultKind.SiteRefuses => Trouble(o => o.Endpoint.Site.Value == fault.Subject, FailureKind.Refused),
            FaultKind.SiteHangs => Trouble(o => o.Endpoint.Site.Value == fault.Subject, FailureKind.Timeout),
            FaultKind.OriginRefuses => Trouble(Is(fault), FailureKind.Refused),
            FaultKind.OriginHangs => Trouble(Is(fault), FailureKind.Timeout),
            FaultKind.OriginAnswersWrong => Trouble(Is(fault), FailureKind.WrongAnswer),
            FaultKind.OriginSheds => Trouble(Is(fault), FailureKind.Shedding),
            FaultKind.OriginFlaps => Flap(Is(fault), fault.Amount),
            FaultKind.ServiceRefuses => Trouble(o => o.Endpoint.Service.Value == fault.Subject, FailureKind.Refused),
            FaultKind.EverythingRefuses => Everything(fault.Amount),
            FaultKind.AgentKilled => Kill(Agent(fault)),
            FaultKind.AgentPaused => Agent(fault).Pause(),
            FaultKind.AgentCrashLoop => CrashLoop(Agent(fault)),
            FaultKind.AgentBlind => Cut(
                h => h == Agent(fault).Host,
                h => h.Site is null || h.Site != Agent(fault).Host.Site,
                bothWays: true
            ),
            FaultKind.AgentSaysAllDown => Lie(Agent(fault), new(static _ => true)),
            FaultKind.AgentSaysSiteDown => Lie(Agent(fault), new(OneSite(fault.Amount))),
            FaultKind.AgentSaysAllUp => Lie(Agent(fault), Processes.Lie.AllUp),
            FaultKind.ControllerKilled => Kill(Controller(fault)),
            FaultKind.ControllerPaused => Controller(fault).Pause(),
            FaultKind.ControllerCrashLoop => CrashLoop(Controller(fault)),
            FaultKind.AuthorKilled => cluster.Author is { Alive: true } author ? Kill(author) : null,
            FaultKind.AuthorPaused => cluster.Author is { Alive: true } author ? author.Pause() : null,
            FaultKind.PausedAtCommit => PauseAtCommit(Controller(fault), fault.Amount),
            FaultKind.CutFromStore => Cut(h => h.Name == fault.Subject, cluster.Servers.Hosts.Contains, bothWays: true),
            FaultKind.DeafToStore => Cut(cluster.Servers.Hosts.Contains, h => h.Name == fault.Subject, bothWays: false),
            FaultKind.CutFromDns => Cut(h => h.Name == fault.Subject, h => h == DnsAt(fault.Amount), bothWays: true),
            FaultKind.JournalBroken => Break(Controller(fault)),
            FaultKind.DnsKilled => Kill(cluster.Dns.First(d => d.Name == fault.Subject)),
            FaultKind.StoreDown => StoreDown(),
            FaultKind.StoreSlow => StoreSlow(fault.Amount),
            FaultKind.SitesCut => Cut(In(fault.Subject), In(SiteAt(fault.Amount)), bothWays: true),
            FaultKind.SiteCutOneWay => Cut(In(fault.Subject), In(SiteAt(fault.Amount)), bothWays: false),
            FaultKind.Drain => Do(() => cluster.Desk.Drain(new(fault.Subject))),
            FaultKind.Undrain => Do(() => cluster.Desk.Undrain(new(fault.Subject))),
            FaultKind.Hold => Do(() => cluster.Desk.Hold(fault.Subject)),
            FaultKind.Free => Do(() => cluster.Desk.Free(fault.Subject)),
            FaultKind.Release => Do(() => cluster.Desk.Release()),
            FaultKind.RepliesLost
            or FaultKind.PausedAtBoundary
            or FaultKind.Twin
            or FaultKind.WatchBehind
            or FaultKind.WatchLate
            or FaultKind.TopologyApplied
            or FaultKind.TopologyLate
            or FaultKind.OtherSchema
            or FaultKind.LeaderKilled
            or FaultKind.LeaderKilledAtCommit
            or FaultKind.QuorumLost
            or FaultKind.DrainWithAnEnd
            or FaultKind.TopologyAsked => new CoordinationFaults(cluster).Start(fault),
        };

    private static Func<Origin, bool> Is(Fault fault) => o => o.Endpoint.Value == fault.Subject;

    private static Func<Host, bool> In(string site) => h => h.Site?.Value == site;

    private string SiteAt(int index) => cluster.Topology.Sites.Keys[index % cluster.Topology.Sites.Count].Value;

    private Func<EndpointId, bool> OneSite(int index)
    {
        var site = SiteAt(index);
        return e => e.Site.Value == site;
    }

    private Host DnsAt(int index) => cluster.Dns[index % cluster.Dns.Count].Host;

    private AgentProcess Agent(Fault fault) => cluster.Agents.First(a => a.Name == fault.Subject);

    private ControllerProcess Controller(Fault fault) => cluster.Controllers.First(c => c.Name == fault.Subject);

    private static Action? Do(Action act)
    {
        act();
        return null;
    }

    private static Action Kill(Process process)
    {
        process.Kill();
        return process.Start;
    }

    private Action CrashLoop(Process process)
    {
        const long Period = 1_000;
        var (over, down) = (false, false);
        Turn();
        return () =>
        {
            over = true;
            if (down)
            {
                down = false;
                process.Start();
            }
        };

        void Turn()
        {
            if (over)
            {
                return;
            }

            if (down)
            {
                process.Start();
            }
            else
            {
                process.Kill();
            }

            down = !down;
            cluster.Clock.After(down ? cluster.Random.Between(20, 300) : Period, Turn);
        }
    }

    private Action Dark(SiteId site, int noLeaderFor)
    {
        cluster.PowerOff(site);
        if (noLeaderFor > 0)
        {
            cluster.Trouble.Down++;
            cluster.Clock.After(noLeaderFor, () => cluster.Trouble.Down--);
        }

        return () => cluster.PowerOn(site);
    }

    private Action Isolate(SiteId site) => Cut(h => h.Site == site, h => h.Site != site, bothWays: true);

    private Action Trouble(Func<Origin, bool> which, FailureKind kind)
    {
        var hit = cluster.World.Origins.Where(which).ToArray();
        foreach (var origin in hit)
        {
            cluster.World.Begin(origin, kind);
        }

        return () =>
        {
            foreach (var origin in hit)
            {
                origin.End(kind, cluster.Clock.Now);
            }
        };
    }

    private Action Everything(int skew)
    {
        var undo = new List<Action>();
        var over = false;
        foreach (var origin in cluster.World.Origins)
        {
            cluster.Clock.After(
                cluster.Random.Between(0, skew),
                () =>
                {
                    if (!over)
                    {
                        undo.Add(Trouble(o => o == origin, FailureKind.Refused));
                    }
                }
            );
        }

        return () =>
        {
            over = true;
            undo.ForEach(static u => u());
        };
    }

    private Action Flap(Func<Origin, bool> which, int period)
    {
        Action? up = null;
        var over = false;
        Turn();
        return () =>
        {
            over = true;
            up?.Invoke();
            up = null;
        };

        void Turn()
        {
            if (over)
            {
                return;
            }

            if (up is null)
            {
                up = Trouble(which, FailureKind.Refused);
            }
            else
            {
                up();
                up = null;
            }

            cluster.Clock.After(Math.Max(1, period), Turn);
        }
    }

    private static Action Lie(AgentProcess agent, Lie lie)
    {
        agent.Lie = lie;
        return () => agent.Lie = null;
    }

    private static Action PauseAtCommit(ControllerProcess controller, int milliseconds)
    {
        controller.PauseAtCommit = milliseconds;
        return () => controller.PauseAtCommit = 0;
    }

    private Action Cut(Func<Host, bool> from, Func<Host, bool> to, bool bothWays)
    {
        Both(1);
        return () => Both(-1);

        void Both(int by)
        {
            cluster.Network.Cut(from, to, by);
            if (bothWays)
            {
                cluster.Network.Cut(to, from, by);
            }
        }
    }

    private static Action Break(ControllerProcess controller)
    {
        controller.JournalBroken++;
        return () => controller.JournalBroken--;
    }

    private Action StoreDown()
    {
        cluster.Trouble.Down++;
        return () => cluster.Trouble.Down--;
    }

    private Action StoreSlow(int by)
    {
        cluster.Trouble.Slow += by;
        return () => cluster.Trouble.Slow -= by;
    }
}
