using System.Text;
using FailoverCtl.TopologyFiles.Syntax;

namespace FailoverCtl.Tests.Core.TopologyFiles;

/// <summary>A hundred files of FAULTS.md F-40 to F-44, F-46 and F-48, each a topology that somebody or something spoilt.</summary>
internal static class HostileFiles
{
    private const string Whole = """
        cluster: hostile
        zone: { name: example.test }
        domains:
          campus: { kind: location }
          hall: { kind: building, within: campus }
        sites:
          gra: {}
          rbx: {}
          sbg: { domains: [hall] }
        vantagePoints:
          gra-1: { site: gra, address: "192.0.2.1:7071" }
          rbx-1: { site: rbx, address: "192.0.2.2:7071" }
          sbg-1: { site: sbg, address: "192.0.2.3:7071" }
          ext-1: { network: elsewhere, address: "192.0.2.9:7071" }
        dns:
          ns-gra: { site: gra, address: "192.0.2.1:53" }
          ns-rbx: { site: rbx, address: "192.0.2.2:53" }
        probeNetworks: [192.0.2.0/24]
        services:
          www:
            demand: 900
            ttl: 30
            stateful: false
            probe: { http: { port: 443, path: /healthz }, interval: 1s }
            placements:
              gra: { capacity: 500, weight: 1, v4: 192.0.2.1 }
              rbx: { capacity: 500, weight: 1, v4: 192.0.2.2 }
              sbg: { capacity: 500, weight: 1, v4: 192.0.2.3 }
        policy:
          ceiling: 95 %

        """;

    /// <summary>As it was before anyone spoilt it.</summary>
    public static byte[] Unspoilt => Bytes(Whole);

    public static IReadOnlyList<HostileFile> All { get; } =
    [.. Syntax(), .. Bombs(), .. Sizes(), .. Surprises(), .. Poison()];

    private static IEnumerable<HostileFile> Syntax()
    {
        yield return Raw(
            "F-40 UTF-16, little end first",
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Whole)]
        );
        yield return Raw(
            "F-40 UTF-16, big end first",
            [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Whole)]
        );
        yield return Raw("F-40 UTF-32", [.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes(Whole)]);
        yield return Raw("F-40 Latin-1", Encoding.Latin1.GetBytes(Whole + "# d\u00E9j\u00E0 vu"));
        yield return Raw("F-40 a byte that no UTF-8 has", [.. Unspoilt, 0xFF]);
        yield return Raw("F-40 a surrogate in UTF-8", [.. Unspoilt, (byte)'#', 0xED, 0xA0, 0x80]);
        yield return Raw("F-40 an overlong slash", [.. Unspoilt, (byte)'#', 0xC0, 0xAF]);
        yield return Edit("F-40 a tab for indentation", "  gra: {}", "\tgra: {}");
        yield return Edit("F-40 a tab in a value", "hostile", "hos\ttile");
        yield return Edit("F-40 a NUL", "hostile", "hos\0tile");
        yield return Edit("F-40 an escape sequence for the terminal", "hostile", "\u001b[2Jhostile");
        yield return Edit("F-40 a line separator of Unicode", "hostile", "hostile\u2028more: 1");
        yield return Edit("F-40 text that editors show reversed", "hostile", "hostile # \u202E}");
        yield return Edit("F-40 a bracket not closed", "[hall]", "[hall");
        yield return Edit("F-40 a brace not closed", "  gra: {}", "  gra: {");
        yield return Edit("F-40 a bracket too many", "[hall]", "[hall]]");
        yield return Edit("F-40 a quote not closed", "\"192.0.2.9:7071\"", "\"192.0.2.9:7071");
        yield return Edit("F-40 an escape that YAML does not have", "\"192.0.2.9:7071\"", "\"192.0.2.9\\q7071\"");
        yield return Edit("F-40 wrong indentation", "    ttl: 30", "   ttl: 30");
        yield return Edit("F-40 a colon missing", "cluster: hostile", "cluster hostile");
        yield return Edit("F-40 a reserved character", "hostile", "@hostile");
        yield return Edit("F-40 a second document", "policy:", "---\npolicy:");
        yield return Edit("F-40 a directive", "cluster: hostile", "%YAML 1.1\n---\ncluster: hostile");
        yield return Edit("F-40 a key that is a list", "cluster: hostile", "? [a, b]\n: 1\ncluster: hostile");
        yield return Edit(
            "F-40 a merge conflict",
            "sites:",
            "<<<<<<< HEAD\nsites:\n=======\nsites: {}\n>>>>>>> other\nx:"
        );
        yield return Raw("F-40 a list for a file", Bytes("- " + Whole.Replace("\n", "\n  ")));
        yield return Raw("F-40 a word for a file", Bytes("hostile"));
        yield return Raw("F-40 nothing in it", []);
        yield return Raw("F-46 half written", Bytes(Whole[..(Whole.Length / 2)]));
        yield return Raw("F-46 written up to the first brace", Bytes(Whole[..(Whole.IndexOf('{') + 1)]));
    }

    private static IEnumerable<HostileFile> Bombs()
    {
        var levels = Enumerable
            .Range(1, 9)
            .Select(i => $"l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 9))}]\n");
        yield return Raw("F-41 an alias bomb", Bytes("l0: &l0 [x]\n" + string.Concat(levels)));
        yield return Raw("F-41 a recursive alias", Bytes("cluster: &a [*a]"));
        yield return Raw("F-41 a merge key bomb", Bytes("a: &a {x: 1}\nb: &b {<<: [*a, *a]}\nc: {<<: [*b, *b]}"));
        yield return Edit("F-41 an anchor", "  gra: {}", "  gra: &site {}");
        yield return Edit("F-41 an alias to nothing", "[hall]", "*hall");
        yield return Raw("F-41 4 kB of brackets", Bytes(new string('[', 4_096)));
        yield return Raw("F-41 100 000 brackets", Bytes(new string('[', 100_000)));
        yield return Raw("F-41 100 000 mappings", Bytes(Repeat("{a: ", 100_000)));
        yield return Raw("F-41 100 000 dashes", Bytes(Repeat("- ", 100_000)));
        yield return Raw("F-41 100 000 question marks", Bytes(Repeat("? ", 100_000)));
        yield return Raw(
            "F-41 33 levels of blocks",
            Bytes(string.Concat(Enumerable.Range(0, 40).Select(i => new string(' ', i) + "a:\n")))
        );
        yield return Edit("F-48 a pattern that would never end", "    ttl: 30", "    match: \"^(a+)+$\"");
    }

    private static IEnumerable<HostileFile> Sizes()
    {
        yield return Raw("F-42 a file above 4 MiB", new byte[Limits.FileBytes + 1]);
        yield return Edit("F-42 a value of 1 MB", "hostile", new string('a', 1_000_000));
        yield return Edit("F-42 a key of 1 MB", "  gra: {}", $"  {new string('a', 1_000_000)}: {{}}");
        yield return Edit("F-42 a quote of 1 MB that is not closed", "hostile", "\"" + new string('a', 1_000_000));
        yield return Edit("F-42 100 000 unknown keys", "policy:", Lines(100_000, i => $"key{i}: 1") + "policy:");
        yield return Edit("F-42 100 000 equal keys", "policy:", Lines(100_000, _ => "key: 1") + "policy:");
        yield return Edit(
            "F-42 100 000 sites that nobody observes or serves",
            "  gra: {}\n",
            "  gra: {}\n" + Lines(100_000, i => $"  s{i}: {{ location: 'l 1' }}")
        );
        yield return Raw("F-42 two million values", Bytes("a: [" + Repeat("1,", 2_050_000) + "]"));
    }

    private static IEnumerable<HostileFile> Surprises()
    {
        yield return Edit("F-43 a tag that names a type", "hostile", "!!python/object/apply:os.system [reboot]");
        yield return Edit("F-43 a tag of one's own", "hostile", "!include /etc/passwd");
        yield return Edit("F-43 a tag that would make a text a number", "ttl: 30", "ttl: !!int 30");
        yield return Edit("F-43 a key twice", "    ttl: 30", "    ttl: 30\n    ttl: 60");
        yield return Edit("F-43 a site twice", "  gra: {}", "  gra: {}\n  gra: {}");
        yield return Edit("F-43 two sites that differ in case", "  gra: {}", "  gra: {}\n  GRA: {}");
        yield return Edit("F-43 an unknown section", "policy:", "polici:");
        yield return Edit(
            "F-43 an unknown key of a placement",
            "weight: 1, v4: 192.0.2.1 ",
            "wheight: 1, v4: 192.0.2.1 "
        );
        foreach (var flag in new[] { "yes", "on", "True", "1", "~", "\"\"" })
        {
            yield return Edit($"F-43 {flag} for true", "stateful: false", $"stateful: {flag}");
        }

        foreach (
            var number in new[]
            {
                "0o17",
                "0x1E",
                "017",
                "1e3",
                "12:30",
                "3_0",
                "+30",
                "-30",
                "30.0",
                ".inf",
                ".nan",
                "30s",
            }
        )
        {
            yield return Edit($"F-43 {number} for a number", "ttl: 30", $"ttl: {number}");
        }
    }

    private static IEnumerable<HostileFile> Poison()
    {
        yield return Edit("F-44 a weight of nothing", "weight: 1, v4: 192.0.2.1 ", "weight: 0, v4: 192.0.2.1 ");
        yield return Edit(
            "F-44 a weight too large",
            "weight: 1, v4: 192.0.2.1 ",
            "weight: 99999999999999999999, v4: 192.0.2.1 "
        );
        yield return Edit(
            "F-44 a weight that vanishes",
            "weight: 1, v4: 192.0.2.1 ",
            "weight: 1000000, v4: 192.0.2.1 "
        );
        yield return Edit("F-44 a weight for some", "weight: 1, v4: 192.0.2.1 ", "v4: 192.0.2.1 ");
        yield return Edit("F-44 no capacity", "capacity: 500, weight: 1, v4: 192.0.2.1 ", "weight: 1, v4: 192.0.2.1 ");
        yield return Edit(
            "F-44 a negative capacity",
            "capacity: 500, weight: 1, v4: 192.0.2.1 ",
            "capacity: -1, weight: 1, v4: 192.0.2.1 "
        );
        yield return Edit("F-44 a TTL of 0", "ttl: 30", "ttl: 0");
        yield return Edit("F-44 a TTL of ten years", "ttl: 30", "ttl: 315360000");
        yield return Edit("F-44 a ceiling that is no share", "95 %", "0.95");
        yield return Edit("F-44 an interval in days", "interval: 1s", "interval: 1d");
        yield return Edit("F-44 domains in a circle", "kind: location }", "kind: location, within: campus }");
        yield return Edit("F-44 a service that needs itself", "    ttl: 30", "    dependsOn: [www]");
        yield return Edit("F-44 two sites with one address", "v4: 192.0.2.2", "v4: 192.0.2.1");
        yield return Edit("F-44 two agents on one socket", "\"192.0.2.2:7071\"", "\"192.0.2.1:7071\"");
        yield return Edit("F-44 an address outside the probe networks", "v4: 192.0.2.2", "v4: 198.51.100.2");
        foreach (
            var address in new[]
            {
                "169.254.169.254",
                "100.100.100.200",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "127.1",
                "2130706433",
                "www.example.test",
            }
        )
        {
            yield return Edit($"F-44 {address} for an address", "v4: 192.0.2.2", $"v4: {address}");
        }

        yield return Edit("F-44 a metadata address in disguise", "v4: 192.0.2.2", "v6: \"::ffff:169.254.169.254\"");
        yield return Edit("F-44 a port that does not exist", "port: 443", "port: 65536");
        yield return Edit("F-44 an agent found by a name", "\"192.0.2.9:7071\"", "\"agent.example.test:7071\"");
        yield return Edit("F-44 a name outside the zone", "    ttl: 30", "    name: www.example.org");
        yield return Edit("F-44 a wildcard", "    ttl: 30", "    name: \"*.example.test\"");
        yield return Edit("F-44 a placement at no site", "sbg: { capacity", "sgb: { capacity");
        yield return Edit("F-44 a path with a line end", "/healthz", "\"/healthz\\r\\nHost: x\"");
    }

    private static HostileFile Raw(string name, byte[] bytes) => new(name, bytes);

    private static HostileFile Edit(string name, string find, string replacement)
    {
        var at = Whole.IndexOf(find, StringComparison.Ordinal);
        return at < 0
            ? throw new InvalidOperationException($"{name}: the file has no '{find}'")
            : new(name, Bytes(Whole.Remove(at, find.Length).Insert(at, replacement)));
    }

    private static string Lines(int count, Func<int, string> line) =>
        string.Concat(Enumerable.Range(0, count).Select(i => line(i) + "\n"));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}

internal sealed record HostileFile(string Name, byte[] Bytes);
