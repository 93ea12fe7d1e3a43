using System.Reflection;
using System.Text.Json.Serialization;
using FailoverCtl.Control;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Dns.Zones;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Store;
using FailoverCtl.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Core.Architecture;

/// <summary>
/// A family is an abstract record and its cases. A switch over one still demands a default arm, in which a new case would
/// vanish without a sound: these tests make it heard.
/// </summary>
public class RecordFamilyTests
{
    private static readonly Assembly[] Assemblies =
    [
        .. PureCode.Assemblies,
        typeof(TopologyLoader).Assembly,
        typeof(ControlLoop).Assembly,
        typeof(CommitOutcome).Assembly,
        typeof(ZoneBuild).Assembly,
    ];

    [Theory]
    [InlineData(typeof(Input), typeof(ControlMachine))]
    [InlineData(typeof(Effect), typeof(ControlLoop))]
    public void Every_case_is_handled(Type family, Type handler)
    {
        Assert.NotEmpty(Cases(family));
        Assert.Equal([], Cases(family).Except(TypeTests.In(handler)).Select(t => t.Name));
    }

    [Fact]
    public void Every_kind_of_journal_line_has_a_name_of_its_own()
    {
        var names = typeof(JournalEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().ToList();

        Assert.Equal([], Cases(typeof(JournalEvent)).Except(names.Select(n => n.DerivedType)).Select(t => t.Name));
        Assert.Equal(names.Count, names.Select(n => n.TypeDiscriminator).Distinct().Count());
    }

    [Fact]
    public void Cases_are_sealed() =>
        Assert.Equal([], Families().SelectMany(Cases).Where(t => !t.IsAbstract && !t.IsSealed).Select(t => t.FullName));

    [Fact]
    public void Families_are_found() => Assert.InRange(Families().Count(), 8, int.MaxValue);

    private static IEnumerable<Type> Families() =>
        Assemblies.SelectMany(a => a.GetTypes()).Where(t => t.IsAbstract && t.GetMethod("<Clone>$") is not null);

    private static IEnumerable<Type> Cases(Type family) =>
        family.Assembly.GetTypes().Where(t => Root(t.BaseType) == family && t != family);

    private static Type? Root(Type? type) => type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type;
}
