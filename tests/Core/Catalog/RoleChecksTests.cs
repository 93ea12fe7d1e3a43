using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Store.Consul.Catalog;
using FailoverCtl.Tests.Core.TopologyFiles;
using FailoverCtl.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Core.Catalog;

/// <summary>What each role's own document makes of its check.</summary>
public class RoleChecksTests
{
    private static readonly AgentId Agent = new("sbg-1");
    private static readonly DnsServerId Dns = new("ns-sbg");
    private static readonly Domain.Topology.Topology Topology = TopologyLoader
        .Load(Path.Combine(Golden.Repository, "topology", "minimal"))
        .Topology!;

    private static readonly Report Fine = new(Agent, 7, 1, "h", Blind: false, 6, [], []);

    [Fact]
    public void An_agent_that_sees_everything_up_passes() =>
        Is(CheckStatus.Passing, "sees every endpoint up", OfAgent(Fine));

    [Fact]
    public void What_an_agent_sees_down_is_no_failure_of_the_agent()
    {
        var down = new Observation(
            new(new("www"), new("gra"), AddressFamily.V4),
            ObservedState.Down,
            FailureKind.Refused,
            3,
            0,
            100
        );
        Is(CheckStatus.Passing, "sees endpoints that are not up", OfAgent(Fine with { Unhealthy = [down] }));
    }

    [Fact]
    public void A_blind_agent_is_a_warning() =>
        Is(CheckStatus.Warning, "is blind", OfAgent(Fine with { Blind = true }));

    [Fact]
    public void A_role_that_is_not_declared_is_a_warning()
    {
        var agent = RoleChecks.OfAgent(new("nobody"), Fine, PulseState.Moving, Topology);
        Is(CheckStatus.Warning, "nobody is no vantage point", agent);
        var dns = RoleChecks.OfDns(new("nobody"), Status(9), PulseState.Moving, Topology, 9);
        Is(CheckStatus.Warning, "nobody is no DNS server", dns);
    }

    [Theory]
    [InlineData(PulseState.NotYet, CheckStatus.Warning, "has written nothing yet")]
    [InlineData(PulseState.Still, CheckStatus.Critical, "stand still")]
    [InlineData(PulseState.Namesake, CheckStatus.Critical, "another process calls itself")]
    public void A_document_that_does_not_move_speaks_before_its_content(
        PulseState pulse,
        CheckStatus status,
        string said
    )
    {
        Is(status, said, RoleChecks.OfAgent(Agent, null, pulse, Topology));
        Is(status, said, RoleChecks.OfDns(Dns, null, pulse, Topology, 9));
        Is(status, said, RoleChecks.OfController(new("c-1"), 7, pulse, Ledger("c-1", 7)));
    }

    [Fact]
    public void The_author_of_the_epoch_in_force_says_so_and_another_life_of_its_name_does_not()
    {
        var own = RoleChecks.OfController(new("c-1"), 7, PulseState.Moving, Ledger("c-1", 7));
        Is(CheckStatus.Passing, "c-1 is the author of the epoch in force", own);
        var former = RoleChecks.OfController(new("c-1"), 8, PulseState.Moving, Ledger("c-1", 7));
        Is(CheckStatus.Passing, "c-1 watches; c-1 is the author", former);
    }

    [Theory]
    [InlineData(0, CheckStatus.Critical, "has no state and does not answer")]
    [InlineData(8, CheckStatus.Warning, "answers an older epoch")]
    [InlineData(9, CheckStatus.Passing, "answers the epoch in force")]
    [InlineData(10, CheckStatus.Passing, "answers the epoch in force")]
    public void A_dns_server_is_judged_by_the_epoch_it_answers(long epoch, CheckStatus status, string said) =>
        Is(status, said, RoleChecks.OfDns(Dns, Status(epoch), PulseState.Moving, Topology, epochDue: 9));

    private static ServiceCheck OfAgent(Report report) =>
        RoleChecks.OfAgent(Agent, report, PulseState.Moving, Topology);

    private static DnsStatus Status(long epoch) => new(Dns, 7, 1, epoch, 0);

    private static LedgerEntry Ledger(string author, long boot) =>
        new(
            "minimal",
            LedgerEntry.CurrentSchema,
            9,
            new(new(author), boot),
            "p",
            new("p", 1, 1),
            "h",
            new(CauseKind.Init, "minimal", "first"),
            SortedMap<AgentId, Mark>.Empty,
            Topology.Policy.Mode,
            Latches.None,
            SteeringMap.AsDeclared
        );

    private static void Is(CheckStatus status, string said, ServiceCheck check)
    {
        Assert.Equal(status, check.Status);
        Assert.Contains(said, check.Output);
    }
}
