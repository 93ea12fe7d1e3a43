using System.Net;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using FailoverCtl.Tests.Core.Dns;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

/// <summary>Another DNS library, as the judge of what goes over the wire.</summary>
public class OracleTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_kind_of_answer_is_understood(bool tcp)
    {
        await using var dns = await LoopbackDns.StartAsync(DnsWorld.Snapshot(41));
        using var client = Client(dns, tcp);

        var www = await Ask(client, "www.example.test", RecordType.A);
        Assert.Equal(
            (ReturnCode.NoError, true, false),
            (www.ReturnCode, www.IsAuthoritiveAnswer, www.IsRecursionAllowed)
        );
        Assert.StartsWith(
            "192.0.2.",
            Assert.Single(www.AnswerRecords.OfType<ARecord>()).Address.ToString(),
            StringComparison.Ordinal
        );

        var v6 = await Ask(client, "www.example.test", RecordType.Aaaa);
        Assert.StartsWith(
            "2001:db8::",
            Assert.Single(v6.AnswerRecords.OfType<AaaaRecord>()).Address.ToString(),
            StringComparison.Ordinal
        );

        var all = await Ask(client, "api.eu.example.test", RecordType.A);
        Assert.Equal(3, all.AnswerRecords.OfType<ARecord>().Select(a => a.Address).Distinct().Count());
        Assert.All(all.AnswerRecords, a => Assert.Equal(5, a.TimeToLive));

        var none = await Ask(client, "none.example.test", RecordType.A);
        Assert.Equal(ReturnCode.NxDomain, none.ReturnCode);
        var soa = Assert.IsType<SoaRecord>(Assert.Single(none.AuthorityRecords));
        Assert.Equal((41u, 30, 30), (soa.SerialNumber, soa.NegativeCachingTTL, soa.TimeToLive));
        Assert.Equal("ns1.example.test.", soa.MasterName.ToString());

        var noData = await Ask(client, "v4.example.test", RecordType.Aaaa);
        Assert.Equal(
            (ReturnCode.NoError, 0, 1),
            (noData.ReturnCode, noData.AnswerRecords.Count, noData.AuthorityRecords.Count)
        );

        var servers = await Ask(client, "example.test", RecordType.Ns);
        Assert.Equal(3, servers.AnswerRecords.OfType<NsRecord>().Count());

        var epoch = await Ask(client, "_epoch.example.test", RecordType.Txt);
        Assert.StartsWith(
            "epoch=41 cluster=demo topology=",
            Assert.Single(epoch.AnswerRecords.OfType<TxtRecord>()).TextData,
            StringComparison.Ordinal
        );

        Assert.Equal(ReturnCode.Refused, (await Ask(client, "example.com", RecordType.A)).ReturnCode);

        if (!tcp)
        {
            return;
        }

        // The library asks ANY over TCP only.
        var any = await Ask(client, "www.example.test", RecordType.Any);
        Assert.Equal("RFC8482", Assert.Single(any.AnswerRecords.OfType<HInfoRecord>()).Cpu);
    }

    [Fact]
    public async Task EDNS_is_understood()
    {
        await using var dns = await LoopbackDns.StartAsync();
        using var client = Client(dns, tcp: false);
        var reply = await client.ResolveAsync(
            DomainName.Parse("www.example.test"),
            RecordType.A,
            RecordClass.INet,
            new()
            {
                IsEDnsEnabled = true,
                EDnsOptions = new() { UdpPayloadSize = 4_096 },
            }
        );
        Assert.Equal(1_232, reply!.EDnsOptions!.UdpPayloadSize);
    }

    [Fact]
    public async Task What_does_not_fit_into_UDP_comes_over_TCP()
    {
        await using var dns = await LoopbackDns.StartAsync(ManyAddresses.Snapshot(600));
        using var client = new DnsClient(
            [IPAddress.Loopback],
            [new UdpClientTransport(dns.Address.Port), new TcpClientTransport(dns.Address.Port)],
            true,
            5_000
        );
        Assert.Equal(600, (await Ask(client, "many.example.test", RecordType.A)).AnswerRecords.Count);
        Assert.Equal((1, 1), (dns.Listener.Udp.Counters.Queries, dns.Listener.Tcp.Counters.Queries));
    }

    private static DnsClient Client(LoopbackDns dns, bool tcp) =>
        new(
            [IPAddress.Loopback],
            [tcp ? new TcpClientTransport(dns.Address.Port) : new UdpClientTransport(dns.Address.Port)],
            true,
            5_000
        );

    private static async Task<DnsMessage> Ask(DnsClient client, string name, RecordType type) =>
        await client.ResolveAsync(DomainName.Parse(name), type, RecordClass.INet, new() { IsEDnsEnabled = false })
        ?? throw new InvalidOperationException($"no answer for {name}");
}
