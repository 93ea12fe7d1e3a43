using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Probing;

public class DnsProbeTests
{
    [Fact]
    public async Task A_server_that_answers_the_question_is_Up()
    {
        using var server = FakeDnsServer.Saying(0);
        using var trial = Trial(server.Port);
        await trial.UntilUp();
        Assert.Equal(0, trial.Agent.Counters.SentinelsOpened);
    }

    [Fact]
    public async Task An_expected_address_is_Up()
    {
        using var server = FakeDnsServer.Saying(0, "192.0.2.1");
        using var trial = Trial(server.Port, "192.0.2.1", "192.0.2.2");
        await trial.UntilUp();
    }

    [Fact]
    public async Task Another_address_is_another_content()
    {
        using var server = FakeDnsServer.Saying(0, "192.0.2.99");
        using var trial = Trial(server.Port, "192.0.2.1");
        await trial.UntilFlawed(FailureKind.WrongAnswer, Flaw.Content);
    }

    [Fact]
    public async Task An_error_is_another_status_with_its_rcode()
    {
        using var server = FakeDnsServer.Saying(2);
        using var trial = Trial(server.Port);
        Assert.Equal(2, (await trial.UntilFlawed(FailureKind.WrongAnswer, Flaw.Status)).Code);
    }

    [Fact]
    public async Task A_forged_answer_is_not_believed_and_the_true_one_waited_for()
    {
        using var server = new FakeDnsServer(query =>
        {
            var forged = FakeDnsServer.Reply(query, 2);
            forged[1] ^= 1;
            return [forged, [1, 2, 3], FakeDnsServer.Reply(query, 0)];
        });
        using var trial = Trial(server.Port);
        await trial.UntilUp();
    }

    [Fact]
    public async Task Whoever_floods_instead_of_answering_is_malformed()
    {
        using var server = new FakeDnsServer(static _ => [.. Enumerable.Repeat<byte[]>([1, 2, 3], 2_000)]);
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port, timeout: 300, probe: Asking()));
        await trial.Until(r => r.Unhealthy is [{ State: ObservedState.Down }], "Down");
        Assert.Equal(0, trial.Agent.Counters.LoopFaults);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_Refused()
    {
        var server = FakeDnsServer.Saying(0);
        var port = server.Port;
        server.Dispose();
        using var trial = Trial(port);
        await trial.UntilDown(FailureKind.Refused);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_Timeout()
    {
        using var server = new FakeDnsServer(static _ => []);
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port, timeout: 300, probe: Asking()));
        await trial.UntilDown(FailureKind.Timeout);
    }

    private static AgentTrial Trial(int port, params string[] addresses) =>
        new(AgentTrial.Topology(port, probe: Asking(addresses)));

    private static Func<Probe, Probe> Asking(params string[] addresses) =>
        p => p with { Kind = ProbeKind.Dns, Dns = new("www.example.test", DnsType.A, addresses.ToEquatableArray()) };
}
