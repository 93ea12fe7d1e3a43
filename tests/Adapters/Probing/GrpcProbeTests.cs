using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Probing;

public class GrpcProbeTests
{
    private const string Serving = "00000000020801";
    private const string NotServing = "00000000020802";

    [Fact]
    public async Task SERVING_is_Up()
    {
        await using var server = await GrpcServer.StartAsync(_ => (Serving, "0"));
        using var trial = Trial(server.Port);
        await trial.UntilUp();
        Assert.Equal(0, trial.Agent.Counters.LoopFaults);
    }

    [Fact]
    public async Task The_health_of_the_declared_service_is_asked()
    {
        await using var server = await GrpcServer.StartAsync(request =>
            request == "00000000040A02" + "6162" ? (Serving, "0") : ("", "5")
        );
        using var trial = Trial(server.Port, p => p with { GrpcService = "ab" });
        await trial.UntilUp();
    }

    [Theory]
    [InlineData(NotServing, "0", FailureKind.WrongAnswer, 2)]
    [InlineData("", "5", FailureKind.WrongAnswer, 5)]
    [InlineData("", "14", FailureKind.Shedding, 14)]
    public async Task Anything_else_is_Down_of_its_own_kind(string body, string status, FailureKind kind, int code)
    {
        await using var server = await GrpcServer.StartAsync(_ => (body, status));
        using var trial = Trial(server.Port);
        Assert.Equal(code, (await trial.UntilFlawed(kind, Flaw.Status)).Code);
    }

    [Fact]
    public async Task Over_TLS_the_certificate_counts_too()
    {
        await using var server = await GrpcServer.StartAsync(_ => (Serving, "0"), Certificates.Signed(-1, 5.5));
        using var trial = Trial(server.Port, p => p with { Tls = new("www.example.test", 14) });
        var report = await trial.Until(r => r is { HealthyCount: 1, Certificates.IsEmpty: false }, "Up, ends soon");
        Assert.Equal(5, report.Certificates[0].DaysLeft);
    }

    [Fact]
    public async Task A_bad_certificate_is_a_condition_of_its_own()
    {
        await using var server = await GrpcServer.StartAsync(_ => (Serving, "0"), Certificates.Signed(-30, -1));
        using var trial = Trial(server.Port, p => p with { Tls = new("www.example.test", 14) });
        await trial.UntilFlawed(FailureKind.Certificate, Flaw.Expired);
    }

    [Fact]
    public async Task A_server_of_HTTP_1_is_a_wrong_answer()
    {
        using var server = FakeServer.Doing(static s => s.Send("HTTP/1.1 400 What\r\n\r\n"u8));
        using var trial = Trial(server.Port);
        await trial.UntilDown(FailureKind.WrongAnswer);
    }

    [Fact]
    public async Task A_server_that_accepts_and_resets_is_Reset()
    {
        using var server = FakeServer.Resetting();
        using var trial = Trial(server.Port);
        await trial.UntilDown(FailureKind.Reset);
    }

    [Fact]
    public async Task A_server_that_accepts_and_never_answers_is_Timeout()
    {
        using var server = FakeServer.Silent();
        using var trial = Trial(server.Port, p => p with { TimeoutMilliseconds = 300 });
        await trial.UntilDown(FailureKind.Timeout);
    }

    private static AgentTrial Trial(int port, Func<Probe, Probe>? probe = null) =>
        new(
            AgentTrial.Topology(
                port,
                probe: p => (probe ?? (static q => q))(p with { Kind = ProbeKind.Grpc, GrpcService = "" })
            ),
            roots: Certificates.Roots
        );
}
