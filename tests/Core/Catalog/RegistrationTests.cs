using FailoverCtl.Store;
using FailoverCtl.Store.Consul.Catalog;
using Xunit;

namespace FailoverCtl.Tests.Core.Catalog;

/// <summary>Which Consul agent is asked what, and when.</summary>
public class RegistrationTests
{
    private static readonly Uri First = new("http://s1:8500");
    private static readonly Uri Second = new("http://s2:8500");
    private static readonly ServiceDefinition Service = new(
        "failoverctl-agent-rbx-1",
        "failoverctl-agent",
        null,
        null,
        new("minimal", "rbx", 7),
        null
    );
    private static readonly CatalogOutcome Done = new CatalogOutcome.Done();
    private static readonly CatalogOutcome Failed = new CatalogOutcome.Failed(
        new(StoreFailureKind.TimedOut, "no answer")
    );

    private readonly Registration _registration = new([First, Second]);
    private CatalogListing _listing = new(Service, new(CheckStatus.Passing, "fine"));
    private long _now;

    [Fact]
    public void It_registers_with_the_first_agent_passes_and_takes_back_what_a_former_life_left_with_the_others()
    {
        Assert.Equal(new CatalogStep.Register(First, Service, CheckStatus.Passing), Next(Done));
        Assert.Equal(new CatalogStep.Pass(First, Service.Id, _listing.Check), Next(Done));
        Assert.Equal(Withdraw(Second), Next(Done));
        Assert.Null(Next(Done));
    }

    [Fact]
    public void An_unchanged_check_is_passed_every_five_seconds_and_a_changed_one_at_once()
    {
        Settled();
        _now += Registration.PassMilliseconds - 1;
        Assert.Null(Next(Done));
        _now++;
        Assert.IsType<CatalogStep.Pass>(Next(Done));
        Assert.Null(Next(Done));

        _listing = _listing with { Check = new(CheckStatus.Warning, "blind") };

        Assert.Equal(new CatalogStep.Pass(First, Service.Id, _listing.Check), Next(Done));
    }

    [Fact]
    public void A_definition_that_changed_is_registered_anew_with_the_same_agent()
    {
        Settled();
        _listing = _listing with { Service = Service with { Address = "10.0.0.1" } };
        Assert.Equal(new CatalogStep.Register(First, _listing.Service, CheckStatus.Passing), Next(Done));
    }

    [Fact]
    public void An_agent_that_has_forgotten_it_gets_it_again_at_once()
    {
        Settled();
        PassDue(new CatalogOutcome.Unknown());
        Assert.Equal(new CatalogStep.Register(First, Service, CheckStatus.Passing), Next(Done));
        Assert.IsType<CatalogStep.Pass>(Next(Done));
        Assert.Null(Next(Done));
    }

    [Fact]
    public void An_agent_that_forgets_it_again_and_again_is_left()
    {
        Settled();
        PassDue(new CatalogOutcome.Unknown());
        Next(Done);
        Next(new CatalogOutcome.Unknown());
        Assert.Equal(new CatalogStep.Register(Second, Service, CheckStatus.Passing), Next(Done));
    }

    [Fact]
    public void One_failed_pass_is_repeated_and_the_second_in_a_row_moves_on()
    {
        Settled();
        PassDue(Failed);
        Assert.Null(Next(Done));
        _now += 1_000;
        Assert.Equal(First, Next(Failed)!.Agent);

        Assert.Equal(new CatalogStep.Register(Second, Service, CheckStatus.Passing), Next(Done));
        Assert.Equal(Second, Next(Done)!.Agent);
        Assert.True(_now < 15_000, "the check must not have run out meanwhile");
    }

    [Fact]
    public void What_was_left_behind_is_taken_back_when_its_agent_answers_again()
    {
        MovedOn();
        Assert.Equal(Withdraw(First), Next(Failed));
        Assert.Null(Next(Done));

        _now += 60_000;
        Next(Done); // the pass
        Assert.Equal(Withdraw(First), Next(Done));
        Assert.Null(Next(Done));
    }

    [Fact]
    public void What_is_in_maintenance_with_another_agent_is_left_there_until_it_is_not()
    {
        Next(Done);
        Next(Done);
        Assert.Equal(Withdraw(Second), Next(new CatalogOutcome.Kept()));
        Assert.Null(Next(Done));
        _now += 60_000;
        Next(Done); // the pass
        Assert.Equal(Withdraw(Second), Next(Done));
    }

    [Fact]
    public void When_every_agent_fails_it_waits_before_the_next_round()
    {
        Assert.Equal(First, Next(Failed)!.Agent);
        Assert.Equal(Second, Next(Failed)!.Agent);
        Assert.Null(Next(Done));
        _now += 10_000;
        Assert.Equal(new CatalogStep.Register(First, Service, CheckStatus.Passing), Next(Done));
    }

    [Fact]
    public void An_id_that_another_cluster_has_is_not_taken_from_it()
    {
        Next(new CatalogOutcome.Taken("other"));
        Assert.Equal(new CatalogStep.Register(Second, Service, CheckStatus.Passing), Next(Done));
    }

    [Fact]
    public void A_store_without_a_catalog_is_asked_once()
    {
        Next(new CatalogOutcome.NoCatalog());
        _now += 3_600_000;
        Assert.True(_registration.IsOff);
        Assert.Null(Next(Done));
        Assert.Null(_registration.Leave());
    }

    [Fact]
    public void A_role_that_ends_takes_back_what_it_registered()
    {
        Assert.Null(_registration.Leave());
        Settled();
        Assert.Equal(Withdraw(First), _registration.Leave());
        MovedOn();
        Assert.Equal(Withdraw(Second), _registration.Leave());
    }

    [Fact]
    public void The_only_agent_is_asked_again_and_never_told_to_forget()
    {
        var only = new Registration([First]);
        for (var i = 0; i < 100; i++)
        {
            _now += 1_000;
            if (only.Next(_listing, _now) is { } step)
            {
                Assert.IsNotType<CatalogStep.Withdraw>(step);
                only.Settle(step, i % 3 == 0 ? Failed : Done, _now);
            }
        }
    }

    private static CatalogStep Withdraw(Uri agent) => new CatalogStep.Withdraw(agent, Service.Id, "minimal");

    private CatalogStep? Next(CatalogOutcome outcome)
    {
        var step = _registration.Next(_listing, _now);
        if (step is not null)
        {
            _registration.Settle(step, outcome, _now);
        }

        return step;
    }

    private void Settled()
    {
        while (Next(Done) is not null) { }
    }

    private void PassDue(CatalogOutcome outcome)
    {
        _now += Registration.PassMilliseconds;
        Assert.IsType<CatalogStep.Pass>(Next(outcome));
    }

    private void MovedOn()
    {
        Settled();
        PassDue(Failed);
        _now += 1_000;
        Next(Failed);
        Next(Done);
        Assert.Equal(Second, Next(Done)!.Agent);
    }
}
