using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Xunit;

namespace FailoverCtl.Tests.Core.Architecture;

/// <summary>
/// Who may know whom. Planner and executor never reference each other, adapters never reference each other, and the
/// checker shares no code with what it checks.
/// </summary>
public class DependencyDirectionTests
{
    private static readonly string Source = Path.Combine(Repository(), "src");

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["FailoverCtl.Domain"] = [],
        ["FailoverCtl.Topology"] = ["FailoverCtl.Domain"],
        ["FailoverCtl.Decision"] = ["FailoverCtl.Domain"],
        ["FailoverCtl.Checking"] = ["FailoverCtl.Domain"],
        ["FailoverCtl.Probing"] = ["FailoverCtl.Domain"],
        ["FailoverCtl.Store"] = ["FailoverCtl.Domain"],
        ["FailoverCtl.Dns"] = ["FailoverCtl.Domain"],
        ["FailoverCtl.Control"] = ["FailoverCtl.Domain", "FailoverCtl.Decision"],
        ["FailoverCtl.Simulation"] =
        [
            "FailoverCtl.Domain",
            "FailoverCtl.Decision",
            "FailoverCtl.Control",
            "FailoverCtl.Checking",
            "FailoverCtl.Probing",
        ],
    };

    private static readonly string[] Hosts = ["failoverctl", "failoverd"];

    private static readonly string[] WithoutPackages =
    [
        "FailoverCtl.Domain",
        "FailoverCtl.Decision",
        "FailoverCtl.Checking",
    ];

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(Source).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Libraries => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_has_its_place(string project) => Assert.Contains(project, Allowed.Keys.Concat(Hosts));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_references_only_what_is_below_it(string library) =>
        Assert.Equal(
            [],
            Includes(library, "ProjectReference").Select(Path.GetFileNameWithoutExtension).Except(Allowed[library])
        );

    [Theory]
    [InlineData("failoverctl", "failoverd")]
    [InlineData("failoverd", "failoverctl")]
    public void Hosts_do_not_reference_each_other(string host, string other) =>
        Assert.DoesNotContain(other, Includes(host, "ProjectReference").Select(Path.GetFileNameWithoutExtension));

    [Theory]
    [MemberData(nameof(Pure))]
    public void A_pure_project_has_no_packages(string project) =>
        Assert.Equal([], Includes(project, "PackageReference"));

    [Theory]
    [MemberData(nameof(Pure))]
    public void A_pure_project_is_under_the_banned_symbols(string project) =>
        Assert.Equal("true", Project(project).Descendants("PureAssembly").SingleOrDefault()?.Value);

    public static TheoryData<string> Pure => [.. WithoutPackages];

    private static IEnumerable<string> Includes(string project, string element) =>
        Project(project).Descendants(element).Select(e => e.Attribute("Include")!.Value.Replace('\\', '/'));

    private static XDocument Project(string project) =>
        XDocument.Load(Path.Combine(Source, project, project + ".csproj"));

    private static string Repository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
