using System.Text;
using FailoverCtl.TopologyFiles;
using FailoverCtl.TopologyFiles.Syntax;
using Xunit;

namespace FailoverCtl.Tests.Core.TopologyFiles;

/// <summary>Files that were made to hurt (F-40 to F-43): each ends in a diagnostic, in bounded time and memory.</summary>
public class HostileInputTests
{
    private static readonly Dictionary<string, (string Code, Func<byte[][]> Make)> Inputs = new()
    {
        ["no file at all"] = ("FCT100", () => []),
        ["a file above 4 MiB"] = ("FCT102", () => [new byte[Limits.FileBytes + 1]]),
        ["17 files of 4 MiB"] = (
            "FCT103",
            () => [.. Enumerable.Repeat(Bytes("#" + new string('x', Limits.FileBytes - 1)), 17)]
        ),
        ["two million values in 4 MiB"] = ("FCT104", () => [Bytes("a: [" + Repeat("1,", 2_050_000) + "]")]),
        ["100 000 nested brackets"] = ("FCT105", () => [Bytes(Repeat("[", 100_000))]),
        ["100 000 nested brackets on lines of their own"] = ("FCT105", () => [Bytes(Repeat("[\n", 100_000))]),
        ["100 000 nested mappings"] = ("FCT105", () => [Bytes(Repeat("{a: ", 100_000))]),
        ["100 000 nested dashes"] = ("FCT105", () => [Bytes(Repeat("- ", 100_000))]),
        ["100 000 nested question marks"] = ("FCT105", () => [Bytes(Repeat("? ", 100_000))]),
        ["a scalar of 1 MB"] = ("FCT106", () => [Bytes("cluster: " + new string('a', 1_000_000))]),
        ["a quote of 4 MB that is not closed"] = ("FCT113", () => [Bytes("cluster: \"" + new string('a', 4_000_000))]),
        ["100 000 unknown keys"] = (
            "FCT109",
            () => [Bytes(string.Concat(Enumerable.Range(0, 100_000).Select(i => $"key{i}: 1\n")))]
        ),
        ["100 000 keys on one line"] = (
            "FCT109",
            () => [Bytes("{" + string.Join(", ", Enumerable.Range(0, 100_000).Select(i => $"key{i}: 1")) + "}")]
        ),
        ["50 000 dangling references"] = ("FCT109", DanglingReferences),
        ["UTF-16, little end first"] = (
            "FCT110",
            () =>
                [
                    [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("cluster: a")],
                ]
        ),
        ["UTF-16, big end first"] = (
            "FCT110",
            () =>
                [
                    [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes("cluster: a")],
                ]
        ),
        ["UTF-16 without a mark"] = ("FCT112", () => [Encoding.Unicode.GetBytes("cluster: a")]),
        ["Latin-1"] = ("FCT110", () => [Encoding.Latin1.GetBytes("cluster: a\n# d\u00E9j\u00E0 vu")]),
        ["half a character at the end"] = (
            "FCT110",
            () =>
                [
                    [.. Bytes("cluster: a # \u20AC")[..^1]],
                ]
        ),
        ["a NUL"] = ("FCT112", () => [Bytes("cluster: a\0b")]),
        ["an escape sequence for the terminal"] = ("FCT112", () => [Bytes("cluster: \u001b[2Jgone")]),
        ["text that editors show reversed"] = ("FCT112", () => [Bytes("cluster: a # \u202E}")]),
        ["line separators of Unicode"] = ("FCT112", () => [Bytes("cluster: a\u2028zone: b")]),
        ["an alias bomb"] = ("FCT120", AliasBomb),
        ["a recursive alias"] = ("FCT120", () => [Bytes("cluster: &a [*a]")]),
        ["a merge key bomb"] = ("FCT120", () => [Bytes("a: &a {x: 1}\nb: &b {<<: [*a, *a]}\nc: &c {<<: [*b, *b]}")]),
        ["a tag that names a type"] = ("FCT121", () => [Bytes("cluster: !!python/object/apply:os.system [reboot]")]),
    };

    public static IEnumerable<string> Codes => Inputs.Values.Select(i => i.Code);

    public static TheoryData<string> Names => [.. Inputs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_input_is_refused_for_what_it_is(string name)
    {
        var (code, make) = Inputs[name];
        var files = make().Select((bytes, i) => new TopologyFile($"{i}.yaml", bytes)).ToList();

        var result = TopologyLoader.Read(files);

        Assert.Null(result.Topology);
        Assert.Contains(code, result.Diagnostics.Select(d => d.Code));
        Assert.True(result.Diagnostics.Count <= Limits.Diagnostics + 1);
    }

    [Theory]
    [InlineData("an alias bomb")]
    [InlineData("100 000 nested brackets")]
    [InlineData("100 000 nested dashes")]
    public void A_bomb_costs_little_memory(string name)
    {
        var files = Inputs[name].Make().Select(bytes => new TopologyFile("bomb.yaml", bytes)).ToList();
        TopologyLoader.Read(files);
        var before = GC.GetAllocatedBytesForCurrentThread();

        TopologyLoader.Read(files);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_are_read_past()
    {
        var text = File.ReadAllText(Path.Combine(Golden.Repository, "topology", "minimal", "topology.yaml"));
        byte[] bytes = [.. Encoding.UTF8.Preamble, .. Bytes(text.Replace("\n", "\r\n"))];

        var result = TopologyLoader.Read(new TopologyFile("dos.yaml", bytes));

        Assert.Equal([], result.Diagnostics);
    }

    private static byte[][] AliasBomb()
    {
        var levels = Enumerable
            .Range(1, 9)
            .Select(i => $"l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 9))}]\n");
        return [Bytes("l0: &l0 [x]\n" + string.Concat(levels))];
    }

    private static byte[][] DanglingReferences()
    {
        var sites = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"  s{i}: {{}}\n"));
        byte[] Agents(int from) =>
            Bytes(
                "vantagePoints:\n"
                    + string.Concat(
                        Enumerable
                            .Range(from, 25_000)
                            .Select(i =>
                                $"  a{i}: {{site: t{i}, address: '10.{i >> 16}.{(i >> 8) & 255}.{i & 255}:1'}}\n"
                            )
                    )
            );
        return
        [
            Bytes(
                "cluster: a\nzone: {name: a.test}\nservices: {a: {probe: {tcp: {port: 1}}, placements: {s0: {capacity: 1, v4: 10.0.0.1}}}}\n"
            ),
            Bytes("sites:\n" + sites),
            Agents(0),
            Agents(25_000),
        ];
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}
