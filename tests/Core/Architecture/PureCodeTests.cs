using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Xunit;

namespace FailoverCtl.Tests.Core.Architecture;

/// <summary>
/// The banned-API analyzer sees expressions; these tests see signatures. Pure code is synchronous and has no clock, no
/// I/O, no log and no state outside its objects, so that a recorded journal replays to the same decisions.
/// </summary>
public class PureCodeTests
{
    private static readonly Type[] Banned =
    [
        typeof(Task),
        typeof(Task<>),
        typeof(ValueTask),
        typeof(ValueTask<>),
        typeof(IAsyncEnumerable<>),
        typeof(IAsyncStateMachine),
        typeof(CancellationToken),
        typeof(TimeProvider),
        typeof(Random),
        typeof(Stream),
        typeof(TextReader),
        typeof(TextWriter),
        typeof(HttpClient),
        typeof(System.Net.Sockets.Socket),
        typeof(Thread),
        typeof(Timer),
    ];

    /// <summary>What of the platform pure code may reference: collections, numbers, text and JSON.</summary>
    private static readonly string[] AllowedAssemblies =
    [
        "FailoverCtl.Domain",
        "System.Collections",
        "System.Collections.Immutable",
        "System.Linq",
        "System.Memory",
        "System.Runtime",
        "System.Security.Cryptography",
        "System.Text.Encodings.Web",
        "System.Text.Json",
    ];

    [Fact]
    public void Pure_code_is_found() => Assert.InRange(PureCode.Types.Count(), 100, int.MaxValue);

    [Fact]
    public void No_signature_mentions_a_task_a_clock_a_log_or_a_stream() =>
        Assert.Equal(
            [],
            PureCode
                .Types.SelectMany(PureCode.Mentions)
                .Where(m => IsBanned(m.Mentioned))
                .Select(m => $"{m.Place}: {m.Mentioned.Name}")
        );

    [Fact]
    public void Pure_assemblies_reference_only_what_cannot_read_the_world() =>
        Assert.Equal(
            [],
            PureCode
                .Assemblies.SelectMany(a =>
                    a.GetReferencedAssemblies().Select(r => $"{a.GetName().Name} references {r.Name}")
                )
                .Where(r => !AllowedAssemblies.Contains(r.Split(' ')[^1]))
        );

    [Fact]
    public void No_static_field_can_change() =>
        Assert.Equal(
            [],
            PureCode
                .Types.Where(t => !IsGenerated(t))
                .SelectMany(PureCode.StaticFields)
                .Where(f => !f.IsInitOnly && !f.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
                .Select(f => $"{f.DeclaringType!.FullName}.{f.Name}")
        );

    [Fact]
    public void A_task_hidden_in_a_type_argument_is_seen() =>
        Assert.Contains(
            PureCode.Mentions(typeof(Impure)),
            m => m.Place.EndsWith("Later", StringComparison.Ordinal) && IsBanned(m.Mentioned)
        );

    private sealed class Impure
    {
        public List<Task<int>[]> Later { get; } = [];
    }

    private static bool IsBanned(Type type) =>
        Banned.Contains(type)
        || Banned
            .Where(b => !b.IsInterface && !b.IsSealed && !b.IsGenericTypeDefinition)
            .Any(b => b.IsAssignableFrom(type))
        || type.Name.StartsWith("ILogger", StringComparison.Ordinal);

    /// <summary>Lambdas are cached in generated classes, and the JSON source generator caches its metadata.</summary>
    private static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || typeof(JsonSerializerContext).IsAssignableFrom(type);
}
