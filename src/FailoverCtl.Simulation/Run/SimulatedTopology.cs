using System.Globalization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Simulation.Run;

/// <summary>Three sites that stand for themselves, one or two networks outside, two services everywhere.</summary>
public static class SimulatedTopology
{
    public const string Hash = "simulated";

    private const int DemandPerSecond = 10_000;

    private static readonly string[] SiteNames = ["gra", "rbx", "sbg"];

    /// <summary>The first version has a plain name; the others are numbered.</summary>
    public static string HashOf(int version) => version == 0 ? Hash : $"{Hash}-{version}";

    public static int VersionOf(string hash) =>
        hash == Hash ? 0 : int.Parse(hash.AsSpan(Hash.Length + 1), CultureInfo.InvariantCulture);

    /// <param name="version">The same endpoints and weights under other rules: more room, longer steps, a longer wait.</param>
    public static Topology Of(Knobs knobs, int version = 0)
    {
        knobs = knobs with
        {
            Capacity = knobs.Capacity + (500 * (version % 3)),
            ObservationMilliseconds = knobs.ObservationMilliseconds + (500 * (version % 3)),
        };
        var sites = SiteNames.Select(n => new Site(new(n), new(n))).ToSortedMap(s => s.Id);
        return new(
            "sim",
            new("example.test", "hostmaster.example.test", 60),
            sites,
            VantagePoints(knobs).ToSortedMap(v => v.Id),
            sites
                .Values.Select(
                    (s, i) => new DnsServer(new($"ns{i + 1}"), $"ns{i + 1}.example.test", s.Id, $"127.0.0.{i + 1}:53")
                )
                .ToSortedMap(d => d.Id),
            new[]
            {
                ServiceOf("api", AnswerPolicy.One, knobs, 1, hasV6: false),
                ServiceOf("www", AnswerPolicy.All, knobs, 2, knobs.HasV6),
            }.ToSortedMap(s => s.Id),
            new()
            {
                ObservationMilliseconds = knobs.ObservationMilliseconds,
                FreezeClearMilliseconds = knobs.FreezeClearMilliseconds,
                ReportIntervalMilliseconds = knobs.ReportIntervalMilliseconds,
                RampUp = 1_000 + (500 * (version % 3)),
                Reflex = knobs.HasReflex,
            }
        );
    }

    /// <summary>One agent per site and external network first, then second ones.</summary>
    private static IEnumerable<VantagePoint> VantagePoints(Knobs knobs)
    {
        var domains = SiteNames.Concat(Enumerable.Range(1, knobs.Externals).Select(i => $"ext{i}")).ToArray();
        var count = Math.Max(knobs.Agents, domains.Length);
        for (var i = 0; i < count; i++)
        {
            var domain = domains[i % domains.Length];
            var site = SiteNames.Contains(domain) ? new SiteId(domain) : (SiteId?)null;
            yield return new(
                new($"{domain}-{(char)('a' + (i / domains.Length))}"),
                site,
                new(domain),
                $"127.0.1.{i + 1}:7000",
                "127.0.9.9:443"
            );
        }
    }

    private static Service ServiceOf(string name, AnswerPolicy answer, Knobs knobs, int net, bool hasV6) =>
        new(
            new(name),
            $"{name}.example.test",
            DemandPerSecond,
            Stateful: false,
            Mode: null,
            answer,
            knobs.WhenShort,
            30,
            new(ProbeKind.Http, 80, "/health", $"{name}.example.test", 200, 1_000, 1_000),
            SiteNames
                .Select(
                    (s, i) =>
                        new Placement(
                            new(s),
                            i == 0 ? 3_400 : 3_300,
                            DemandPerSecond * knobs.Capacity / 10_000,
                            $"10.{net}.{i + 1}.1",
                            hasV6 ? $"2001:db8:{net}:{i + 1}::1" : null
                        )
                )
                .ToSortedMap(p => p.Site)
        );
}
