using System.Diagnostics;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Probing;

public class ProbeEngineTests
{
    /// <summary>The shortest time between two of them.</summary>
    private const int HeartbeatMilliseconds = 135;

    private const string Head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";

    [Fact]
    public async Task An_endpoint_that_answers_as_expected_is_Up()
    {
        using var server = FakeServer.Good();
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port));
        var report = await trial.UntilUp();
        Assert.Empty(report.Unhealthy);
        Assert.Equal(0, trial.Agent.Counters.LoopFaults);
    }

    [Fact]
    public async Task A_head_that_comes_byte_by_byte_is_read()
    {
        using var server = FakeServer.Answering([.. Head.Select(c => c.ToString())]);
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port));
        await trial.UntilUp();
    }

    [Fact]
    public async Task A_body_that_never_ends_is_not_waited_for()
    {
        using var server = FakeServer.Unfinished(Head);
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port));
        await trial.UntilUp();
    }

    [Fact]
    public async Task An_interim_answer_is_passed_over()
    {
        using var server = FakeServer.Answering("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Head);
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port));
        await trial.UntilUp();
    }

    [Fact]
    public async Task The_declared_status_is_the_healthy_one_even_503()
    {
        using var server = FakeServer.Answering("HTTP/1.1 503 Sorry\r\n\r\n");
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port, status: 503));
        await trial.UntilUp();
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_Refused()
    {
        using var trial = new AgentTrial(AgentTrial.Topology(FakeServer.RefusedPort()));
        await trial.UntilDown(FailureKind.Refused);
    }

    [Fact]
    public async Task A_server_that_accepts_and_closes_is_Reset()
    {
        using var server = FakeServer.Closing();
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port));
        await trial.UntilDown(FailureKind.Reset);
    }

    [Fact]
    public async Task A_server_that_accepts_and_resets_is_Reset()
    {
        using var server = FakeServer.Resetting();
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port));
        await trial.UntilDown(FailureKind.Reset);
    }

    [Fact]
    public async Task A_server_that_accepts_and_never_answers_is_Timeout()
    {
        using var server = FakeServer.Silent();
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port, timeout: 400));
        var report = await trial.UntilDown(FailureKind.Timeout);
        Assert.True(report.Unhealthy[0].Failures >= 12);
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Broken\r\n\r\n", FailureKind.WrongAnswer)]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", FailureKind.WrongAnswer)]
    [InlineData("HTTP/1.1 503 Busy\r\n\r\n", FailureKind.Shedding)]
    [InlineData("HTTP/1.0 429 Slow Down\r\n\r\n", FailureKind.Shedding)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", FailureKind.WrongAnswer)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", FailureKind.WrongAnswer)]
    public async Task What_is_not_the_expected_answer_is_Down_of_its_own_kind(string answer, FailureKind kind)
    {
        using var server = FakeServer.Answering(answer);
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port));
        await trial.UntilDown(kind);
    }

    [Fact]
    public async Task A_megabyte_of_header_is_a_WrongAnswer()
    {
        using var server = FakeServer.Answering("HTTP/1.1 200 OK\r\nX: " + new string('x', 1 << 20) + "\r\n\r\n");
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port));
        await trial.UntilDown(FailureKind.WrongAnswer);
    }

    [Fact]
    public async Task A_TCP_probe_is_content_with_the_connection()
    {
        using var server = FakeServer.Silent();
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port, ProbeKind.Tcp));
        await trial.UntilUp();
    }

    [Fact]
    public async Task A_TCP_probe_notices_that_nobody_listens()
    {
        using var trial = new AgentTrial(AgentTrial.Topology(FakeServer.RefusedPort(), ProbeKind.Tcp));
        await trial.UntilDown(FailureKind.Refused);
    }

    [Fact]
    public async Task An_endpoint_comes_back_after_good_rounds()
    {
        using var server = FakeServer.Good();
        using var trial = new AgentTrial(AgentTrial.Topology(FakeServer.RefusedPort()));
        await trial.UntilDown(FailureKind.Refused);
        trial.Agent.UpdateTopology(AgentTrial.Topology(server.Port), "h2");
        await trial.Until(r => r is { TopologyHash: "h2", HealthyCount: 1 }, "Up under h2");
    }

    [Fact]
    public async Task What_is_no_address_is_a_local_fault_and_no_evidence()
    {
        using var trial = new AgentTrial(AgentTrial.Topology(80, address: "not-an-address"));
        var report = await trial.Until(r => r.Sequence >= 4, "a fourth report");
        Assert.Equal(ObservedState.Unknown, report.Unhealthy[0].State);
        Assert.True(trial.Agent.Counters.LocalFaults > 0);
    }

    [Theory]
    [InlineData(ProbeKind.Http)]
    [InlineData(ProbeKind.Tcp)]
    public async Task A_plain_probe_allocates_nothing(ProbeKind kind)
    {
        using var server = FakeServer.Good();
        var topology = AgentTrial.Topology(server.Port, kind, interval: 50);
        using var trial = new AgentTrial(
            topology with
            {
                Policy = topology.Policy with { ReportIntervalMilliseconds = 60_000 },
            },
            sentinels: false
        );
        var counters = trial.Agent.Counters;
        await Eventually(() => counters.GoodProbes > 20);
        var (bytes, probes, since) = (counters.AllocatedBytes, counters.GoodProbes, Stopwatch.StartNew());
        await Eventually(() => counters.GoodProbes > probes + 60);

        // A heartbeat to the peers is an object of 56 bytes; for each probe less remains than the smallest object.
        var heartbeats = 1 + (since.ElapsedMilliseconds / HeartbeatMilliseconds);
        Assert.InRange(counters.AllocatedBytes - bytes - (heartbeats * 56), long.MinValue, 60 * 16);
    }

    [Fact]
    public async Task The_end_of_an_idle_connection_is_noticed_long_before_the_next_round()
    {
        var server = FakeServer.Good();
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port, interval: 3_600_000));
        await trial.UntilUp();
        await Eventually(() => trial.Agent.Counters.SentinelsOpened == 1 && server.Accepted == 2);
        server.Dispose();
        await trial.UntilDown(FailureKind.Refused);
        Assert.True(trial.Agent.Counters.SentinelsLost >= 1);
    }

    [Fact]
    public async Task A_server_that_closes_idle_connections_makes_no_storm_and_is_not_Down()
    {
        var since = Stopwatch.StartNew();
        using var server = FakeServer.Impatient(200);
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port, interval: 50));
        await trial.UntilUp();
        await Eventually(() => trial.Agent.Counters.SentinelsLost >= 3);

        // Two pauses lie between three losses, of at least half of 400 and of 800 ms.
        Assert.True(since.ElapsedMilliseconds > 500, $"three idle connections within {since.ElapsedMilliseconds} ms");
        Assert.False(trial.Said(r => r.Unhealthy.Any(o => o.State == ObservedState.Down)));
    }

    [Fact]
    public async Task The_death_of_a_process_is_noticed_long_before_the_next_round()
    {
        using var process = KillableServer.Start(out var port);
        Assert.SkipWhen(process is null, "needs python3 for a server that can be killed");
        using var trial = new AgentTrial(AgentTrial.Topology(port, ProbeKind.Tcp, interval: 3_600_000));
        await trial.UntilUp();
        await Eventually(() => trial.Agent.Counters.SentinelsOpened == 1);
        process.Kill();
        await trial.UntilDown(FailureKind.Refused);
    }

    internal static async Task Eventually(Func<bool> so)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!so())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
