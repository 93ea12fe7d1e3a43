using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Probing;

public class TlsProbeTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nall is well";

    public static TheoryData<double, double, string, Flaw> BadCertificates =>
        new()
        {
            { -30, -1.5, "www.example.test", Flaw.Expired },
            { 1, 30, "www.example.test", Flaw.NotYetValid },
            { -30, 30, "other.example.test", Flaw.WrongName },
        };

    [Fact]
    public async Task A_handshake_with_a_good_certificate_is_Up()
    {
        using var server = Serving(Certificates.Signed(-1, 300), Ok);
        using var trial = Trial(server, ProbeKind.Tls);
        var report = await trial.UntilUp();
        Assert.Empty(report.Certificates);
        Assert.Equal(0, trial.Agent.Counters.LoopFaults);
    }

    [Fact]
    public async Task The_answer_over_TLS_is_read_like_one_in_the_clear()
    {
        using var server = Serving(Certificates.Signed(-1, 300), Ok);
        using var trial = Trial(server, ProbeKind.Https, p => p with { Contains = "is well" });
        await trial.UntilUp();
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Broken\r\n\r\n", FailureKind.WrongAnswer, Flaw.Status)]
    [InlineData("HTTP/1.1 503 Busy\r\n\r\n", FailureKind.Shedding, Flaw.Status)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno", FailureKind.WrongAnswer, Flaw.Content)]
    [InlineData(
        "HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\n\r\n",
        FailureKind.WrongAnswer,
        Flaw.Redirect
    )]
    [InlineData("hello", FailureKind.WrongAnswer, Flaw.Malformed)]
    public async Task A_wrong_answer_over_TLS_is_Down_of_its_own_kind(string answer, FailureKind kind, Flaw flaw)
    {
        using var server = Serving(Certificates.Signed(-1, 300), answer);
        using var trial = Trial(server, ProbeKind.Https, p => p with { Contains = "is well", RedirectsMax = 1 });
        await trial.UntilFlawed(kind, flaw);
    }

    [Fact]
    public async Task A_redirection_over_TLS_is_followed_at_the_same_address()
    {
        using var server = Serving(
            Certificates.Signed(-1, 300),
            line =>
                line.StartsWith("GET /health ", StringComparison.Ordinal)
                    ? "HTTP/1.1 301 Moved\r\nLocation: /deep\r\n\r\n"
                    : Ok
        );
        using var trial = Trial(server, ProbeKind.Https, p => p with { Contains = "is well", RedirectsMax = 1 });
        await trial.UntilUp();
    }

    [Theory]
    [MemberData(nameof(BadCertificates))]
    public async Task A_bad_certificate_is_a_condition_of_its_own_and_no_loss(
        double from,
        double to,
        string name,
        Flaw flaw
    )
    {
        using var server = Serving(Certificates.Signed(from, to, name), Ok);
        using var trial = Trial(server, ProbeKind.Https);
        await trial.UntilFlawed(FailureKind.Certificate, flaw);
        Assert.False(trial.Said(r => r.Unhealthy.Any(o => o.Kind.MeansLoss())));
    }

    [Fact]
    public async Task A_certificate_of_a_root_that_nobody_trusts_is_untrusted()
    {
        using var server = Serving(Certificates.Signed(-1, 300), Ok);
        using var trial = new AgentTrial(AgentTrial.Topology(server.Port, probe: Over(ProbeKind.Tls)), roots: []);
        await trial.UntilFlawed(FailureKind.Certificate, Flaw.Untrusted);
    }

    [Fact]
    public async Task The_days_left_are_reported_from_the_warning_on()
    {
        using var server = Serving(Certificates.Signed(-1, 5.5), Ok);
        using var trial = Trial(server, ProbeKind.Https);
        var report = await trial.Until(r => r is { HealthyCount: 1, Certificates.IsEmpty: false }, "Up, ends soon");
        Assert.Equal([new(AgentTrial.Www, 5)], report.Certificates);
    }

    [Fact]
    public async Task An_expired_certificate_is_reported_with_days_below_zero()
    {
        using var server = Serving(Certificates.Signed(-30, -1.5), Ok);
        using var trial = Trial(server, ProbeKind.Tls);
        var report = await trial.Until(r => !r.Certificates.IsEmpty, "ended");
        Assert.Equal([new(AgentTrial.Www, -2)], report.Certificates);
    }

    [Fact]
    public async Task A_server_without_TLS_is_a_wrong_answer()
    {
        using var server = FakeServer.Doing(static s => s.Send("220 mail.example.test ESMTP\r\n"u8));
        using var trial = Trial(server, ProbeKind.Tls);
        await trial.UntilFlawed(FailureKind.WrongAnswer, Flaw.Handshake);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_Refused()
    {
        using var trial = new AgentTrial(
            AgentTrial.Topology(FakeServer.RefusedPort(), probe: Over(ProbeKind.Https)),
            roots: Certificates.Roots
        );
        await trial.UntilDown(FailureKind.Refused);
        Assert.Equal(0, trial.Agent.Counters.Dialogues);
    }

    [Fact]
    public async Task A_server_that_accepts_and_closes_is_Reset()
    {
        using var server = FakeServer.Closing();
        using var trial = Trial(server, ProbeKind.Tls);
        await trial.UntilDown(FailureKind.Reset);
    }

    [Fact]
    public async Task A_server_that_accepts_and_resets_is_Reset()
    {
        using var server = FakeServer.Resetting();
        using var trial = Trial(server, ProbeKind.Https);
        await trial.UntilDown(FailureKind.Reset);
    }

    [Fact]
    public async Task A_server_that_accepts_and_never_answers_is_Timeout()
    {
        using var server = FakeServer.Silent();
        using var trial = Trial(server, ProbeKind.Https, p => p with { TimeoutMilliseconds = 300 });
        await trial.UntilDown(FailureKind.Timeout);
    }

    [Fact]
    public async Task While_this_hosts_own_threads_stand_still_a_silent_server_is_no_evidence()
    {
        using var server = FakeServer.Silent();
        using var trial = new AgentTrial(
            AgentTrial.Topology(server.Port, timeout: 200, probe: Over(ProbeKind.Https)),
            pool: static _ => { }
        );
        await ProbeEngineTests.Eventually(() => trial.Agent.Counters.DialoguesAbandoned > 12);
        var report = await trial.Until(r => r.Sequence > 3, "a fourth report");
        Assert.Equal(ObservedState.Unknown, report.Unhealthy[0].State);
        Assert.False(trial.Said(r => r.Unhealthy.Any(o => o.State == ObservedState.Down)));
    }

    [Fact]
    public async Task An_answer_that_stops_after_the_handshake_is_slow_and_no_loss()
    {
        using var server = Serving(Certificates.Signed(-1, 300), "HTTP/1.1 200 OK\r\nContent-", closes: false);
        using var trial = Trial(server, ProbeKind.Https, p => p with { TimeoutMilliseconds = 500 });
        await trial.UntilFlawed(FailureKind.WrongAnswer, Flaw.Slow);
        Assert.False(trial.Said(r => r.Unhealthy.Any(o => o.State == ObservedState.Down && o.Kind.MeansLoss())));
    }

    private static AgentTrial Trial(FakeServer server, ProbeKind kind, Func<Probe, Probe>? probe = null) =>
        new(
            AgentTrial.Topology(server.Port, timeout: 10_000, probe: p => (probe ?? (static q => q))(Over(kind)(p))),
            roots: Certificates.Roots
        );

    private static Func<Probe, Probe> Over(ProbeKind kind) =>
        p => p with { Kind = kind, Tls = new("www.example.test", 14) };

    private static FakeServer Serving(X509Certificate2 certificate, string answer, bool closes = true) =>
        Serving(certificate, _ => answer, closes);

    private static FakeServer Serving(X509Certificate2 certificate, Func<string, string> answer, bool closes = true) =>
        FakeServer.Doing(socket =>
        {
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            try
            {
                tls.AuthenticateAsServer(certificate);
                var buffer = new byte[4_096];
                var count = tls.Read(buffer);
                if (count > 0)
                {
                    tls.Write(Encoding.ASCII.GetBytes(answer(Encoding.ASCII.GetString(buffer, 0, count))));
                    tls.Flush();
                }
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                // The prober has left: it has seen the certificate.
                closes = true;
            }

            if (closes)
            {
                tls.Dispose();
            }
        });
}
