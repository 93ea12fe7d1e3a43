using System.Collections.Concurrent;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Probing;

public class HttpProbeTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    [Fact]
    public async Task Any_status_of_the_set_is_healthy()
    {
        using var server = FakeServer.Answering("HTTP/1.1 404 Not Here\r\n\r\n");
        using var trial = Trial(server, p => p with { ExpectedStatus = StatusSet.Parse("200-299,404")! });
        await trial.UntilUp();
    }

    [Fact]
    public async Task Another_status_is_reported_with_its_number()
    {
        using var server = FakeServer.Answering("HTTP/1.1 500 Broken\r\n\r\n");
        using var trial = Trial(server, p => p);
        Assert.Equal(500, (await trial.UntilFlawed(FailureKind.WrongAnswer, Flaw.Status)).Code);
    }

    [Fact]
    public async Task A_body_that_contains_the_text_is_healthy()
    {
        using var server = FakeServer.Answering(
            Ok,
            "Transfer-Encoding: chunked\r\n\r\n6\r\nall is",
            "\r\n5\r\n well",
            "\r\n0\r\n\r\n"
        );
        using var trial = Trial(server, Seeking);
        await trial.UntilUp();
    }

    [Theory]
    [InlineData(Ok + "Content-Length: 7\r\n\r\nnothing", Flaw.Content)]
    [InlineData(Ok + "\r\nnothing until the end", Flaw.Content)]
    [InlineData(Ok + "Content-Length: 70\r\n\r\ncut off", Flaw.Malformed)]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", Flaw.Malformed)]
    public async Task A_body_without_the_text_is_Down_of_its_own_kind(string answer, Flaw flaw)
    {
        using var server = FakeServer.Answering(answer);
        using var trial = Trial(server, Seeking);
        await trial.UntilFlawed(FailureKind.WrongAnswer, flaw);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_not_read_to_its_end()
    {
        using var server = FakeServer.Answering(Ok + "\r\n" + new string('x', 1 << 20) + "all is well");
        using var trial = Trial(server, Seeking);
        await trial.UntilFlawed(FailureKind.WrongAnswer, Flaw.TooLarge);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_slow_and_not_the_silence_of_a_loss()
    {
        using var server = FakeServer.Unfinished(Ok + "Content-Length: 100\r\n\r\nall is");
        using var trial = Trial(server, p => Seeking(p) with { TimeoutMilliseconds = 300 });
        await trial.UntilFlawed(FailureKind.WrongAnswer, Flaw.Slow);
        Assert.False(trial.Said(r => r.Unhealthy.Any(o => o.State == ObservedState.Down && o.Kind.MeansLoss())));
    }

    [Fact]
    public async Task A_head_that_never_ends_is_slow_too()
    {
        using var server = FakeServer.Unfinished("HTTP/1.1 200 OK\r\nServ");
        using var trial = Trial(server, p => p with { TimeoutMilliseconds = 300 });
        await trial.UntilFlawed(FailureKind.WrongAnswer, Flaw.Slow);
    }

    [Fact]
    public async Task A_redirection_is_an_answer_unless_it_may_be_followed()
    {
        using var server = Redirecting();
        using var trial = Trial(server, p => p);
        Assert.Equal(302, (await trial.UntilFlawed(FailureKind.WrongAnswer, Flaw.Status)).Code);
    }

    [Fact]
    public async Task Redirections_are_followed_as_often_as_declared()
    {
        using var server = Redirecting();
        using var trial = Trial(server, p => Seeking(p) with { RedirectsMax = 2 });
        await trial.UntilUp();
    }

    [Fact]
    public async Task One_redirection_too_many_is_not_followed()
    {
        using var server = Redirecting();
        using var trial = Trial(server, p => p with { RedirectsMax = 1 });
        await trial.UntilFlawed(FailureKind.WrongAnswer, Flaw.Redirect);
    }

    [Fact]
    public async Task A_redirection_to_another_host_goes_nowhere()
    {
        using var elsewhere = FakeServer.Good();
        using var server = FakeServer.Saying(_ =>
            $"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{elsewhere.Port}/health\r\n\r\n"
        );
        using var trial = Trial(server, p => p with { RedirectsMax = 3 });
        await trial.UntilFlawed(FailureKind.WrongAnswer, Flaw.Redirect);
        Assert.Equal(0, elsewhere.Accepted);
    }

    [Fact]
    public async Task HEAD_is_asked_where_it_is_declared()
    {
        var asked = new ConcurrentQueue<string>();
        using var server = FakeServer.Saying(line =>
        {
            asked.Enqueue(line);
            return Ok + "Content-Length: 5\r\n\r\n";
        });
        using var trial = Trial(server, p => p with { Method = ProbeMethod.Head });
        await trial.UntilUp();
        Assert.All(asked, line => Assert.Equal("HEAD /health HTTP/1.1", line));
    }

    private static Probe Seeking(Probe probe) => probe with { Contains = "all is well" };

    private static AgentTrial Trial(FakeServer server, Func<Probe, Probe> probe) =>
        new(AgentTrial.Topology(server.Port, probe: probe));

    private static FakeServer Redirecting() =>
        FakeServer.Saying(line =>
            line switch
            {
                "GET /health HTTP/1.1" => "HTTP/1.1 302 Found\r\nLocation: deep/1\r\n\r\n",
                "GET /deep/1 HTTP/1.1" => "HTTP/1.1 307 Again\r\nLocation: /deep/2\r\n\r\n",
                "GET /deep/2 HTTP/1.1" => Ok + "\r\nall is well",
                _ => "HTTP/1.1 404 Not Here\r\n\r\n",
            }
        );
}
