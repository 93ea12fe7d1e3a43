using System.Diagnostics;
using System.Globalization;
using System.Text;
using FailoverCtl.TopologyFiles;
using FailoverCtl.TopologyFiles.Diagnostics;
using Xunit;

namespace FailoverCtl.Tests.Core.TopologyFiles;

/// <summary>A hundred sites with ten thousand services; what validating it takes is printed, for the bar of 3 s.</summary>
public class LargeTopologyTests(ITestOutputHelper output)
{
    private const int Sites = 100;

    private const int Services = 10_000;

    private const int PlacementsPerService = 4;

    private const int ServicesPerFile = 1_000;

    [Fact]
    [Trait("Duration", "Long")]
    public void A_hundred_sites_with_ten_thousand_services_are_read_and_checked()
    {
        var files = Files().ToList();
        output.WriteLine($"{files.Count} files, {files.Sum(f => f.Bytes.Length) / 1e6:0.0} MB");
        for (var run = 0; run < 5; run++)
        {
            var started = Stopwatch.GetTimestamp();
            var result = TopologyLoader.Read(files);
            output.WriteLine($"run {run}: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");

            Assert.Equal("", DiagnosticText.Render(result.Diagnostics));
            Assert.Equal(Services, result.Topology!.Services.Count);
        }
    }

    /// <summary>Two sites to a campus, a carrier to every fifth one, a power grid to every tenth.</summary>
    private static IEnumerable<TopologyFile> Files()
    {
        var text = new StringBuilder("cluster: large\nzone: { name: example.test }\ndomains:\n");
        for (var i = 0; i < Sites / 2; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  campus{i}: {{ kind: location }}\n  hall{i}a: {{ kind: building, within: campus{i} }}\n  hall{i}b: {{ kind: building, within: campus{i} }}\n"
            );
        }

        for (var i = 0; i < 5; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  carrier{i}: {{ kind: carrier }}\n  grid{i}a: {{ kind: power }}\n  grid{i}b: {{ kind: power }}\n"
            );
        }

        text.Append("sites:\n");
        for (var i = 0; i < Sites; i++)
        {
            var (hall, grid) = (i % 2 == 0 ? "a" : "b", i % 10 < 5 ? "a" : "b");
            text.Append(
                CultureInfo.InvariantCulture,
                $"  s{i}: {{ domains: [hall{i / 2}{hall}, carrier{i % 5}, grid{i % 5}{grid}] }}\n"
            );
        }

        text.Append("vantagePoints:\n");
        for (var i = 0; i < Sites; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  s{i}-1: {{ site: s{i}, address: \"10.0.{i}.1:7071\" }}\n");
        }

        text.Append(
            "  ext-1: { network: elsewhere, address: \"192.0.2.1:7071\" }\ndns:\n  ns1: { site: s0, address: \"10.0.0.1:53\" }\n  ns2: { site: s13, address: \"10.0.13.1:53\" }\n"
        );
        text.Append(
            "store: { members: [s0, s13, s27, s31, s44] }\nclasses:\n  gold: { priority: 1 }\n  lead: { priority: 90, recoveryObjective: 10m }\n"
        );
        yield return new("estate.yaml", Encoding.UTF8.GetBytes(text.ToString()));

        for (var from = 0; from < Services; from += ServicesPerFile)
        {
            yield return new($"services-{from}.yaml", Encoding.UTF8.GetBytes(ServicesFrom(from)));
        }
    }

    private static string ServicesFrom(int first)
    {
        var text = new StringBuilder("services:\n");
        var hours = string.Join(", ", Enumerable.Range(0, 24).Select(h => 100 + (h * 10)));
        for (var i = first; i < first + ServicesPerFile; i++)
        {
            var demand = i % 10 == 0 ? $"{{ timeZone: Europe/Paris, hours: {{ every: [{hours}] }} }}" : "300";
            text.Append(
                CultureInfo.InvariantCulture,
                $"  svc{i}:\n    class: {(i % 3 == 0 ? "gold" : "lead")}\n    demand: {demand}\n    probe: {{ http: {{ port: 443, path: /healthz }} }}\n"
            );
            if (i > 0 && i % 7 == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"    dependsOn: [svc{i - 1}, svc{i / 2}]\n");
            }

            text.Append("    placements:\n");
            for (var p = 0; p < PlacementsPerService; p++)
            {
                var site = (i + (p * 27)) % Sites;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"      s{site}: {{ capacity: 200, v4: 10.{1 + (i / 256)}.{i % 256}.{1 + site} }}\n"
                );
            }
        }

        return text.ToString();
    }
}
