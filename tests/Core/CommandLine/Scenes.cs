using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Tests.Core.TopologyFiles;
using FailoverCtl.TopologyFiles;

namespace FailoverCtl.Tests.Core.CommandLine;

/// <summary>What a store may hold, on the topology of scene.yaml.</summary>
internal static class Scenes
{
    public static readonly Topology Topology = TopologyLoader
        .Load(Path.Combine(Golden.Repository, "tests", "Core", "CommandLine", "scene.yaml"))
        .Topology!;

    public static readonly string Hash = TopologyDocument.Write(Topology).Hash;
    public static readonly SiteId Sbg = new("sbg");
    public static readonly DateTimeOffset Night = new(2026, 3, 10, 0, 47, 0, TimeSpan.Zero);

    private static readonly EndpointId WwwSbg = EndpointId.Parse("www/sbg/v4");
    private static readonly EndpointId MailSbg = EndpointId.Parse("mail/sbg/v4");

    public static ClusterSnapshot Healthy()
    {
        var ledger = new LedgerEntry(
            "minimal",
            LedgerEntry.CurrentSchema,
            12,
            new(new("ctl-rbx"), 7),
            "proposal",
            new("p0123456789ab", 1, 1),
            Hash,
            new(CauseKind.EndpointsBack, "www/gra/v4", "www/gra/v4 answers again from enough places"),
            SortedMap<AgentId, Mark>.Empty,
            Mode.Act,
            Latches.None,
            SteeringMap.AsDeclared
        );
        return new(
            "minimal",
            ledger,
            new("minimal", 3, []),
            Topology,
            [Controller("gra", ledger, 3_000), Controller("rbx", ledger, 192_000), Controller("sbg", ledger, 2_000)],
            Topology.DnsServers.Values.Select(s => new DnsStatus(s.Id, 1, 9, 12, 4711)).ToEquatableArray(),
            Topology.VantagePoints.Values.Select(v => Report(v, [])).ToEquatableArray(),
            [],
            []
        );
    }

    /// <summary>All is served, and somebody has something to mend: certificates, an answer, a resolver, a host's own rule.</summary>
    public static ClusterSnapshot Evidence()
    {
        var scene = Healthy();
        var wrong = Down(MailSbg, FailureKind.WrongAnswer) with { Flaw = Flaw.Status, Code = 500 };
        var expired = Down(WwwSbg, FailureKind.Certificate) with { Flaw = Flaw.Expired };
        return scene with
        {
            Reports = scene
                .Reports.Select(r =>
                    r with
                    {
                        HealthyCount = 4,
                        Unhealthy = [wrong, expired],
                        Certificates = [new(EndpointId.Parse("www/gra/v4"), 9), new(WwwSbg, -2)],
                        Names =
                        [
                            new(new("mail"), AddressFamily.V4, "192.0.2.53:53", NameStanding.Elsewhere, 61_000),
                            new(new("www"), AddressFamily.V4, "192.0.2.53:53", NameStanding.Leads, 90_000),
                        ],
                        Loads =
                        [
                            new(
                                new("www"),
                                new("gra"),
                                new(412, 37, 0, 1, 0, 9_350, 120, 48_000_000),
                                LoadFault.None,
                                4_000
                            ),
                            new(new("www"), Sbg, null, LoadFault.Absurd, 4_000),
                        ],
                    }
                )
                .ToEquatableArray(),
        };
    }

    /// <summary>Strasbourg burns: its agent, controller and DNS server are silent, its traffic is elsewhere.</summary>
    public static ClusterSnapshot SiteLost()
    {
        var healthy = Healthy();
        var ledger = healthy.Ledger with
        {
            Epoch = 14,
            Cause = new(CauseKind.SiteLost, "sbg", "sbg is lost: 3 of 3 voting domains outside it reach nothing there"),
            Evidence = SortedMap<AgentId, Mark>.From([
                new(new("rbx-1"), new(1, 812)),
                new(new("gra-1"), new(1, 799)),
                new(new("ext-1"), new(1, 805)),
            ]),
            Latches = new(
                [new(WwwSbg, FailureKind.Refused, 4_000), new(MailSbg, FailureKind.Timeout, 0)],
                [
                    new(
                        Sbg,
                        DrainCause.Lost,
                        "automatic",
                        "every endpoint lost by vote, its own agent silent",
                        null,
                        false
                    ),
                ],
                null,
                []
            ),
            Steering = Emptied(),
        };
        return healthy with
        {
            Ledger = ledger,
            Controllers =
            [
                Controller("gra", ledger, 8_000, SiteCondition.Lost),
                Controller("rbx", ledger, 8_100, SiteCondition.Lost),
            ],
            Reports = Topology
                .VantagePoints.Values.Where(v => v.Site != Sbg)
                .Select(v =>
                    Report(v, [Down(MailSbg, FailureKind.Timeout), Down(WwwSbg, FailureKind.Refused)]) with
                    {
                        SilentPeers = [new("sbg-1")],
                    }
                )
                .ToEquatableArray(),
        };
    }

    public static ClusterSnapshot Frozen()
    {
        var healthy = Healthy();
        var ledger = healthy.Ledger with
        {
            Epoch = 13,
            Cause = new(CauseKind.CorrelatedFailure, "gra, strasbourg", "2 of 3 locations went bad within 120 s"),
            Latches = Latches.None with
            {
                Freeze = new([new("gra"), new("strasbourg")], "2 of 3 locations went bad within 120 s"),
            },
        };
        return healthy with
        {
            Ledger = ledger,
            Controllers =
            [
                Controller("rbx", ledger, 61_000, SiteCondition.Isolated) with
                {
                    Waiting = new("", "nothing to commit", ["frozen: sbg is not drained"], []),
                },
            ],
        };
    }

    public static ClusterSnapshot Held()
    {
        var healthy = Healthy();
        return healthy with
        {
            Holds = new("minimal", 4, [new("h-1a2b3c", "service:www", "anna@noc", "school starts at 8\e[2J", Night)]),
            Controllers = [.. healthy.Controllers.Select(c => c with { Waiting = HeldPlan() })],
        };
    }

    public static ClusterSnapshot DrainUnderWay()
    {
        var healthy = Healthy();
        var ledger = healthy.Ledger with
        {
            Epoch = 15,
            Plan = new("p2222222222aa", 2, 2),
            Cause = new(CauseKind.NextStep, "p2222222222aa", "step 2 of plan p2222222222aa: sbg 8.3 % -> 0 %"),
            Latches = Latches.None with
            {
                Drains = [new(Sbg, DrainCause.Operator, "anna@noc", "new switch", null, true)],
            },
            Steering = Emptied(),
        };
        var author = Controller("rbx", ledger, 900);
        return healthy with
        {
            Ledger = ledger,
            Controllers =
            [
                author with
                {
                    Targets =
                    [
                        .. author.Targets.Select(t => t.Server.Value == "ns-gra" ? t with { SeenEpoch = 14 } : t),
                    ],
                },
            ],
            Intents = [Intent(new(IntentState.Accepted, 14, []))],
        };
    }

    /// <summary>An election: any server shows what it last knew, and the topology's chunk is damaged besides.</summary>
    public static ClusterSnapshot NoLeader() =>
        Healthy() with
        {
            Topology = null,
            Controllers = [],
            Problems =
            [
                "the store has no leader now (Consul at 10.0.0.1:8500 answered 500: No cluster leader): what follows may be old",
                "DAMAGE: failoverctl/minimal/topology/ab/ is damaged: it is null; controllers write nothing",
            ],
        };

    /// <summary>The store is back from an election; two DNS servers still leave out what was lost meanwhile.</summary>
    public static ClusterSnapshot Reflex()
    {
        var healthy = Healthy();
        return healthy with
        {
            DnsRoles = healthy
                .DnsRoles.Select(d => d.Server.Value == "ns-sbg" ? d : d with { Hidden = [MailSbg, WwwSbg] })
                .ToEquatableArray(),
        };
    }

    public static Intent Intent(IntentOutcome outcome) =>
        new(
            "20260310T004700000-1a2b3c4d",
            IntentKind.Drain,
            "site:sbg",
            "anna@noc",
            "it's on fire",
            [],
            Night,
            outcome
        );

    public static Plan Plan() =>
        new(
            "p0123456789ab",
            new(CauseKind.SiteLost, "sbg", "sbg is lost: 3 of 3 voting domains outside it reach nothing there"),
            13,
            1,
            [
                new(
                    Emptied(),
                    Latches.None,
                    [
                        new(new("www"), new("gra"), 450, 500, 0),
                        new(new("www"), new("rbx"), 450, 500, 0),
                        new(new("mail"), new("gra"), 100, 80, 20),
                    ],
                    "sbg to nothing: it is dead"
                ),
                new(SteeringMap.AsDeclared, Latches.None, [], "and back, for the test"),
            ],
            [
                new(
                    "sbg",
                    3,
                    2,
                    [
                        new(new("elsewhere"), Stance.Abstain, []),
                        new(new("gra"), Stance.For, [new("gra-1")]),
                        new(new("rbx"), Stance.For, [new("rbx-1")]),
                    ]
                ),
            ],
            SortedMap<AgentId, Mark>.Empty,
            true,
            [
                "mail/gra/v4 is over its capacity by 20 requests/s: whenShort keeps it there",
                "gra is not drained: it serves",
            ],
            []
        );

    private static WaitingPlan HeldPlan() =>
        new(
            "p3333333333bb",
            "refused by I-23: www/sbg/v4 would move",
            ["www/sbg/v4 lost by 3 of 3"],
            [new("I-23", "hold", "www/sbg/v4 would move while service:www is held", "3333 -> 0", "no movement", false)]
        );

    private static SteeringMap Emptied() =>
        SteeringMap.From(
            Topology,
            Topology.Endpoints.Select(e => new KeyValuePair<EndpointId, int>(
                e,
                e.Site == Sbg ? 0
                    : e.Service.Value == "www" ? 5_000
                    : e.Site.Value == "rbx" ? 6_667
                    : 3_333
            ))
        );

    private static ControllerStatus Controller(
        string site,
        LedgerEntry ledger,
        long elapsed,
        SiteCondition ofSbg = SiteCondition.Healthy
    ) =>
        new(
            new($"ctl-{site}"),
            7,
            8_123,
            new(site),
            900,
            ledger.Epoch,
            elapsed,
            Topology
                .DnsServers.Values.Select(s =>
                    ofSbg == SiteCondition.Lost && s.Site == Sbg
                        ? new TargetStatus(s.Id, false, 0)
                        : new(s.Id, true, ledger.Epoch)
                )
                .ToEquatableArray(),
            Topology.Sites.Keys.ToSortedMap(s => s, s => s == Sbg ? ofSbg : SiteCondition.Healthy),
            null
        );

    private static Report Report(VantagePoint from, EquatableArray<Observation> unhealthy) =>
        new(from.Id, 1, 812, Hash, false, 6 - unhealthy.Count, unhealthy, []);

    private static Observation Down(EndpointId endpoint, FailureKind kind) =>
        new(endpoint, ObservedState.Down, kind, 12, 0, 8_400);
}
