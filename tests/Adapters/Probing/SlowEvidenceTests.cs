using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Probing;

public class SlowEvidenceTests
{
    [Theory]
    [InlineData(0, "127.0.0.1", NameStanding.Leads)]
    [InlineData(0, "192.0.2.99", NameStanding.Elsewhere)]
    [InlineData(0, null, NameStanding.Empty)]
    [InlineData(3, null, NameStanding.Empty)]
    [InlineData(2, null, NameStanding.Failed)]
    public async Task Where_a_resolver_leads_is_reported_beside_the_endpoints(
        int rcode,
        string? address,
        NameStanding standing
    )
    {
        using var resolver = FakeDnsServer.Saying(rcode, address is null ? [] : [address]);
        using var server = FakeServer.Good();
        using var trial = Naming(server, resolver.Port);
        var report = await trial.Until(r => !r.Names.IsEmpty && r.HealthyCount == 1, "a name, and the endpoint Up");
        Assert.Equal(
            (new ServiceId("www"), AddressFamily.V4, $"127.0.0.1:{resolver.Port}", standing),
            (report.Names[0].Service, report.Names[0].Family, report.Names[0].Resolver, report.Names[0].Standing)
        );
        Assert.Empty(report.Unhealthy);
    }

    [Fact]
    public async Task A_resolver_that_is_not_there_is_silent_and_no_fault_of_the_endpoint()
    {
        var resolver = FakeDnsServer.Saying(0);
        var port = resolver.Port;
        resolver.Dispose();
        using var server = FakeServer.Good();
        using var trial = Naming(server, port);
        var report = await trial.Until(r => !r.Names.IsEmpty && r.HealthyCount == 1, "a name, and the endpoint Up");
        Assert.Equal(NameStanding.Silent, report.Names[0].Standing);
        Assert.False(trial.Said(r => r.Unhealthy.Any(o => o.State == ObservedState.Down)));
    }

    [Fact]
    public async Task A_load_document_is_carried_in_the_report()
    {
        using var load = Document("""{"schema":"failoverctl.load/1","requestsPerSecond":412,"inFlight":37}""");
        using var trial = Loading(load);
        var report = await trial.Until(r => r.Loads is [{ Load: not null }], "a load");
        Assert.Equal(new(412, 37, null, null, null, null, null, null), report.Loads[0].Load);
        Assert.InRange(report.Loads[0].AgeMilliseconds, 0, 3_000);
    }

    [Theory]
    [InlineData("""{"schema":"failoverctl.load/1","inFlight":-1}""", LoadFault.Absurd)]
    [InlineData("""{"schema":"failoverctl.load/9"}""", LoadFault.OtherSchema)]
    [InlineData("ok", LoadFault.Malformed)]
    public async Task A_document_that_cannot_be_believed_is_unknown(string text, LoadFault fault)
    {
        using var load = Document(text);
        using var trial = Loading(load);
        var report = await trial.Until(r => !r.Loads.IsEmpty, "an answer");
        Assert.Equal((null, fault), (report.Loads[0].Load, report.Loads[0].Fault));
    }

    [Fact]
    public async Task A_document_that_is_too_large_is_not_read()
    {
        using var load = Document(new string(' ', 1 << 20));
        using var trial = Loading(load);
        var report = await trial.Until(r => !r.Loads.IsEmpty, "an answer");
        Assert.Equal((null, LoadFault.TooLarge), (report.Loads[0].Load, report.Loads[0].Fault));
    }

    [Fact]
    public async Task Another_status_and_nobody_are_unknown()
    {
        using var missing = FakeServer.Saying(static _ => "HTTP/1.1 404 Not Here\r\nContent-Length: 0\r\n\r\n");
        using var trial = Loading(missing);
        var report = await trial.Until(r => !r.Loads.IsEmpty, "an answer");
        Assert.Equal(LoadFault.Status, report.Loads[0].Fault);
        missing.Dispose();
        await trial.Until(r => r.Loads is [{ Fault: LoadFault.Unreachable }], "nobody");
    }

    private static AgentTrial Naming(FakeServer server, int resolverPort) =>
        new(
            AgentTrial.Topology(
                server.Port,
                service: s => s with { NameCheck = new([$"127.0.0.1:{resolverPort}"], 1_000) }
            )
        );

    private static AgentTrial Loading(FakeServer load) =>
        new(
            AgentTrial.Topology(
                FakeServer.RefusedPort(),
                service: s => s with { Load = new LoadSource(load.Port, "/load", 1_000) }
            )
        );

    private static FakeServer Document(string text) =>
        FakeServer.Saying(line =>
            line == "GET /load HTTP/1.1"
                ? $"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\nConnection: close\r\n\r\n{text}"
                : "HTTP/1.1 404 Not Here\r\n\r\n"
        );
}
