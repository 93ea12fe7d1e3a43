using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Tests.Core.Dns;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

/// <summary>Real BIND and Knot that have transferred a generated zone answer as ours does, but for what is ours on purpose.</summary>
public class ComparisonTests
{
    private const int Seed = 20_210_310;
    private const int Services = 120;
    private const int Queries = 3_000;

    /// <summary>A, NS, SOA, HINFO, MX, TXT, AAAA, SRV, DS, CAA and unknown ones. ANY differs on purpose (RFC 8482).</summary>
    private static readonly int[] Types = [1, 1, 1, 28, 28, 2, 6, 13, 15, 16, 33, 43, 257, 999, 65_280];

    [Theory]
    [InlineData("named")]
    [InlineData("knotd")]
    public async Task Random_queries_get_the_same_answer_from_both(string program)
    {
        var random = new Random(Seed);
        var address = RealSecondary.FreeAddress();
        var topology = SecondaryWorld.With(address.ToString(), Generated(random));
        var snapshot = DnsWorld.Snapshot(topology, DnsWorld.Entry(7));
        await using var dns = await LoopbackDns.StartAsync(snapshot, keys: SecondaryWorld.Ring);
        using var other = new RealSecondary(program, address, dns.Address);
        await other.WaitForSerialAsync(7);
        var names = topology.Services.Values.Select(s => s.Name).ToArray();
        var one = topology.Services.Values.Where(s => s.Answer == AnswerPolicy.One).Select(s => s.Name).ToHashSet();
        using var asker = dns.Asker();
        for (var i = 0; i < Queries; i++)
        {
            var name = Vary(names[random.Next(names.Length)], random);
            var type = Types[random.Next(Types.Length)];
            var query = random.Next(2) == 0 ? QueryBytes.Of(name, type) : QueryBytes.WithEdns(name, type, 1_232);
            var ours = ReadReply.Parse(LoopbackDns.Ask(asker, query));
            var theirs = await other.AskAsync(query);
            Assert.NotNull(theirs);
            Compare(name, type, ours, theirs, one.Contains(name.ToLowerInvariant()));
        }
    }

    private static void Compare(string name, int type, ReadReply ours, ReadReply theirs, bool one)
    {
        var said = $"{name} type {type}: ours {Text(ours)}, theirs {Text(theirs)}";
        Assert.True((ours.Code, ours.Authoritative) == (theirs.Code, theirs.Authoritative), said);
        Assert.True(ours.Truncated == theirs.Truncated || (one && theirs.Truncated), said);
        Assert.True(ours.Opt is null == theirs.Opt is null, said);
        Assert.True(ours.Question == theirs.Question, said);
        Assert.True(Lines(ours.Authorities).SequenceEqual(Lines(theirs.Authorities)), said);
        if (theirs.Truncated)
        {
            return;
        }

        // A name that answers one address has all of them at a secondary: the weights do not travel.
        var (mine, all) = (Lines(ours.Answers).ToList(), Lines(theirs.Answers).ToList());
        Assert.True(one && all.Count > 1 ? mine.Count == 1 && all.Contains(mine[0]) : mine.SequenceEqual(all), said);
    }

    private static Domain.Topology.Topology Generated(Random random) =>
        DnsWorld.Topology with
        {
            Services = Enumerable
                .Range(0, Services)
                .Select(i =>
                {
                    var depth = string.Concat(Enumerable.Range(0, random.Next(4)).Select(d => $".d{random.Next(5)}"));
                    var policy = random.Next(2) == 0 ? AnswerPolicy.One : AnswerPolicy.All;
                    var v6 = random.Next(2) == 0 ? null : $"2001:db8:{i}";
                    return DnsWorld.Service($"s{i}", $"s{i}{depth}.{DnsWorld.Zone}", policy, $"10.1.{i}", v6);
                })
                .ToSortedMap(s => s.Id),
        };

    /// <summary>The name, one above or below it, another one beside it, in any spelling.</summary>
    private static string Vary(string name, Random random)
    {
        var varied = random.Next(8) switch
        {
            0 => $"x.{name}",
            1 => $"*.{name}",
            2 => name[(name.IndexOf('.') + 1)..],
            3 => $"{name[0]}x{name[1..]}",
            4 => new[] { DnsWorld.Zone, "_epoch.example.test", "ns1.example.test", "ns2.example.test" }[random.Next(4)],
            _ => name,
        };
        return string.Concat(varied.Select(c => random.Next(2) == 0 ? char.ToUpperInvariant(c) : c));
    }

    /// <summary>Ours are in the asker's spelling, theirs in the zone's: case does not count, nor the order of records.</summary>
    private static IEnumerable<string> Lines(IEnumerable<ReadRecord> records) =>
        records
            .Select(r => $"{r.Owner.ToLowerInvariant()} {r.Ttl} {r.Class} {r.Type} {Convert.ToHexString(r.Data)}")
            .Order(StringComparer.Ordinal);

    private static string Text(ReadReply reply) =>
        $"{reply.Code} {(reply.Authoritative ? "AA" : "-")} {(reply.Truncated ? "TC" : "-")} "
        + $"[{string.Join("; ", Lines(reply.Answers))}] [{string.Join("; ", Lines(reply.Authorities))}]";
}
