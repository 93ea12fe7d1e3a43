using System.Net;
using System.Net.Sockets;
using FailoverCtl.Daemon.Agent;
using FailoverCtl.Daemon.Dns;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store.Documents;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Reports;

public sealed class ReportEndpointTests : IAsyncDisposable
{
    private static readonly AgentId Gra = new("gra-1");
    private static readonly ReportSeal Right = new("the cluster's key"u8.ToArray(), "demo");

    private readonly ReportClient _client = new(Right, TimeSpan.FromSeconds(20), TimeProvider.System);
    private readonly HttpClient _raw = new();
    private IAsyncDisposable? _server;
    private Report? _report = ReportOf(Gra);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _raw.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task The_newest_report_is_given_to_who_holds_the_key()
    {
        var agent = await ServeAsync(Right);
        Assert.Equal(new ReportAnswer(_report, null), await AskAsync(agent));
        _report = _report! with { Sequence = 8 };
        Assert.Equal(8, (await AskAsync(agent)).Report!.Sequence);
    }

    [Fact]
    public async Task With_another_key_nothing_is_given()
    {
        var agent = await ServeAsync(new("another key"u8.ToArray(), "demo"));
        Assert.Contains("is its --peer-key-file the same", await ProblemAsync(agent));
    }

    [Fact]
    public async Task An_agent_of_another_cluster_with_the_same_key_gives_nothing()
    {
        var agent = await ServeAsync(new("the cluster's key"u8.ToArray(), "other"));
        Assert.Contains("does not accept the question", await ProblemAsync(agent));
    }

    [Fact]
    public async Task A_question_to_one_agent_is_refused_by_another()
    {
        var agent = await ServeAsync(Right);
        Assert.Contains("does not accept the question", await ProblemAsync(agent with { Id = new("sbg-1") }));
    }

    [Fact]
    public async Task Before_the_first_report_there_is_none()
    {
        _report = null;
        Assert.Contains("has no report yet", await ProblemAsync(await ServeAsync(Right)));
    }

    [Theory]
    [InlineData("GET", "/v1/report", 401)]
    [InlineData("GET", "/v1/kv/x", 404)]
    [InlineData("POST", "/v1/report", 405)]
    public async Task Without_a_seal_nothing_is_given(string method, string path, int status)
    {
        var agent = await ServeAsync(Right);
        using var question = new HttpRequestMessage(new(method), $"http://{agent.Address}{path}");
        using var answer = await _raw.SendAsync(question, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    public async Task A_nonce_of_another_form_is_refused_even_with_its_seal(string nonce)
    {
        var agent = await ServeAsync(Right);
        using var question = new HttpRequestMessage(HttpMethod.Get, $"http://{agent.Address}{ReportEndpoint.Path}");
        question.Headers.TryAddWithoutValidation(ReportSeal.NonceHeader, nonce);
        question.Headers.Add(ReportSeal.SealHeader, Right.OfQuestion(Gra, nonce));
        using var answer = await _raw.SendAsync(question, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task An_answer_that_was_recorded_fits_no_later_question()
    {
        var body = Codec.Write(_report!, DomainJson.Default.Report);
        var recorded = Right.OfAnswer(Gra, ReportSeal.DrawNonce(), body);
        Assert.Contains("the seal does not fit", await ProblemAsync(await AnswerAsync(body, _ => recorded)));
    }

    [Fact]
    public async Task A_question_sent_back_is_no_answer()
    {
        var agent = await AnswerAsync([], http => http.Request.Headers[ReportSeal.SealHeader]!);
        Assert.Contains("the seal does not fit", await ProblemAsync(agent));
    }

    [Fact]
    public async Task The_report_of_another_agent_is_not_believed()
    {
        var body = Codec.Write(ReportOf(new("sbg-1")), DomainJson.Default.Report);
        Assert.Contains("the report of another agent", await ProblemAsync(await AnswerAsync(body, Sealed(body))));
    }

    [Fact]
    public async Task What_is_no_report_is_a_problem_and_no_exception()
    {
        var body = "{ \"agent\": 7 }"u8.ToArray();
        Assert.Contains("something that is no report", await ProblemAsync(await AnswerAsync(body, Sealed(body))));
    }

    [Fact]
    public async Task More_than_a_report_may_have_is_not_read()
    {
        var body = new byte[600 * 1024];
        Assert.Contains("cannot be asked", await ProblemAsync(await AnswerAsync(body, Sealed(body))));
    }

    [Fact]
    public async Task An_agent_that_hangs_is_waited_for_no_longer_than_the_limit()
    {
        using var socket = new Socket(
            System.Net.Sockets.AddressFamily.InterNetwork,
            SocketType.Stream,
            ProtocolType.Tcp
        );
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        using var hurried = new ReportClient(Right, TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var answer = await hurried.AskAsync(
            At((IPEndPoint)socket.LocalEndPoint!),
            TestContext.Current.CancellationToken
        );
        Assert.Contains("does not answer within 50 ms", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_is_not_there_is_a_problem_and_no_exception() =>
        Assert.Contains("cannot be asked: Connection refused", await ProblemAsync(At(LoopbackHttp.FreeAddress())));

    private async Task<VantagePoint> ServeAsync(ReportSeal seal)
    {
        var address = LoopbackHttp.FreeAddress();
        _server = await ReportEndpoint.StartAsync(
            address,
            Gra,
            seal,
            () => _report,
            TestContext.Current.CancellationToken
        );
        return At(address);
    }

    private async Task<VantagePoint> AnswerAsync(byte[] body, Func<HttpContext, string> seal)
    {
        var server = await LoopbackHttp.StartAsync(async http =>
        {
            http.Response.Headers[ReportSeal.SealHeader] = seal(http);
            await http.Response.Body.WriteAsync(body);
        });
        _server = server;
        return At(server.Address);
    }

    private static Func<HttpContext, string> Sealed(byte[] body) =>
        http => Right.OfAnswer(Gra, http.Request.Headers[ReportSeal.NonceHeader]!, body);

    private Task<ReportAnswer> AskAsync(VantagePoint agent) =>
        _client.AskAsync(agent, TestContext.Current.CancellationToken);

    private async Task<string> ProblemAsync(VantagePoint agent)
    {
        var answer = await AskAsync(agent);
        Assert.Null(answer.Report);
        Assert.StartsWith($"agent {agent.Id} at TCP {agent.Address} ", answer.Problem, StringComparison.Ordinal);
        return answer.Problem!;
    }

    private static VantagePoint At(IPEndPoint address) => new(Gra, new("gra"), new("gra"), address.ToString(), null);

    private static Report ReportOf(AgentId agent) =>
        new(
            agent,
            5,
            7,
            "hash",
            false,
            3,
            [new(EndpointId.Parse("www/sbg/v4"), ObservedState.Down, FailureKind.Refused, 3, 0, 400)],
            []
        );
}
