using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing.Slow;
using Xunit;

namespace FailoverCtl.Tests.Core.Probing;

using Topology = FailoverCtl.Domain.Topology.Topology;

public class SlowQuestionsTests
{
    [Fact]
    public void Agents_of_a_site_ask_its_origins_for_their_load()
    {
        var topology = With(s => s with { Load = new(9_100, "/load", 10_000) });
        var own = topology.VantagePoints.Values.First(v => v.Site is not null);

        var asked = SlowQuestions.Loads(topology, own.Id).Select(q => q.Site).Distinct();

        Assert.Contains(own.Site!.Value, asked);
        Assert.DoesNotContain(
            topology.VantagePoints.Values.Select(v => v.Site).OfType<SiteId>().First(s => s != own.Site),
            asked
        );
    }

    [Fact]
    public void Where_a_site_has_no_agent_all_ask()
    {
        var built = With(s => s with { Load = new(9_100, "/load", 10_000) });
        var topology = built with
        {
            VantagePoints = built.VantagePoints.Values.Where(v => v.Site is null).ToSortedMap(v => v.Id),
        };

        Assert.Equal(
            topology.Sites.Keys,
            SlowQuestions.Loads(topology, new("a1")).Select(q => q.Site).Distinct().Order()
        );
    }

    [Fact]
    public void A_name_without_resolvers_is_asked_of_those_of_the_host()
    {
        var topology = With(s => s with { NameCheck = new([], 30_000) });

        var questions = SlowQuestions.Names(topology, () => ["192.0.2.53:53"]).ToList();

        Assert.NotEmpty(questions);
        Assert.All(questions, q => Assert.Equal("192.0.2.53:53", q.Resolver));
    }

    [Fact]
    public void A_service_without_a_check_is_not_asked_for()
    {
        var topology = AgentRig.Build();

        Assert.Empty(SlowQuestions.Names(topology, () => ["192.0.2.53:53"]));
        Assert.Empty(SlowQuestions.Loads(topology, new("a1")));
    }

    [Theory]
    [InlineData(
        "nameserver 192.0.2.1\nsearch example.test\nnameserver\t2001:db8::1 # x\n",
        "192.0.2.1:53 [2001:db8::1]:53"
    )]
    [InlineData("# nameserver 192.0.2.1\nnameserver nobody\n", "127.0.0.1:53")]
    [InlineData(
        "nameserver 1.1.1.1\nnameserver 2.2.2.2\nnameserver 3.3.3.3\nnameserver 4.4.4.4",
        "1.1.1.1:53 2.2.2.2:53 3.3.3.3:53"
    )]
    public void The_resolvers_of_the_host_are_read_as_the_C_library_reads_them(string text, string resolvers) =>
        Assert.Equal(resolvers, string.Join(' ', SystemResolvers.Of(text)));

    private static Topology With(Func<Service, Service> change)
    {
        var topology = AgentRig.Build();
        return topology with { Services = topology.Services.Values.Select(change).ToSortedMap(s => s.Id) };
    }
}
