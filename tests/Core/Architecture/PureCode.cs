using System.Reflection;
using FailoverCtl.Checking;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain;
using FailoverCtl.Probing.Agent;

namespace FailoverCtl.Tests.Core.Architecture;

/// <summary>The code that runs in controller, replay and simulation alike, and everything its types mention.</summary>
internal static class PureCode
{
    private const BindingFlags Everything =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [typeof(BasisPoints).Assembly, typeof(ControlMachine).Assembly, typeof(Checker).Assembly];

    /// <summary>The agent's machine lives beside its engine; of that assembly only its namespace is pure.</summary>
    public static IEnumerable<Type> Types =>
        Assemblies
            .SelectMany(a => a.GetTypes())
            .Concat(typeof(AgentMachine).Assembly.GetTypes().Where(t => t.Namespace == typeof(AgentMachine).Namespace))
            .Where(t => t.Namespace?.StartsWith("FailoverCtl.", StringComparison.Ordinal) == true);

    /// <summary>Pairs of a place and a type that stands in its signature, type arguments included.</summary>
    public static IEnumerable<(string Place, Type Mentioned)> Mentions(Type type)
    {
        var bases = type.GetInterfaces().Concat(type.BaseType is { } parent ? [parent] : []);
        var members = type.GetMembers(Everything)
            .SelectMany(m => Signature(m).Select(t => (Place: $"{type.FullName}.{m.Name}", Mentioned: t)));
        return bases
            .Select(t => (Place: type.FullName!, Mentioned: t))
            .Concat(members)
            .SelectMany(m => Unfold(m.Mentioned).Select(t => (m.Place, t)));
    }

    public static IEnumerable<FieldInfo> StaticFields(Type type) =>
        type.GetFields(Everything).Where(f => f.IsStatic && !f.IsLiteral);

    private static IEnumerable<Type> Signature(MemberInfo member) =>
        member switch
        {
            FieldInfo field => [field.FieldType],
            MethodInfo method => [method.ReturnType, .. Parameters(method)],
            ConstructorInfo constructor => Parameters(constructor),
            EventInfo raised => [raised.EventHandlerType!],
            _ => [],
        };

    private static IEnumerable<Type> Parameters(MethodBase method) =>
        method.GetParameters().Select(p => p.ParameterType);

    private static IEnumerable<Type> Unfold(Type type) =>
        type.HasElementType ? Unfold(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Unfold).Append(type.GetGenericTypeDefinition())
        : [type];
}
