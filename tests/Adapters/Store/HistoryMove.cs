namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>One thing that a client does in a random history.</summary>
internal abstract record HistoryMove
{
    private const int StepsMax = 4;
    private const int BackMax = 2;

    private HistoryMove() { }

    /// <summary>Few, so that they meet often; each is a prefix of others, or nearly.</summary>
    public static IReadOnlyList<string> Names { get; } = ["a", "a/b", "a/b/c", "ab", "b"];

    private static IReadOnlyList<string> Values { get; } = ["", "x", "y"];

    public static HistoryMove Draw(Random random) =>
        random.Next(3) == 0
            ? new Put(One(random, Names), One(random, Values))
            : new Commit([.. Enumerable.Range(0, random.Next(1, StepsMax + 1)).Select(_ => DrawStep(random))]);

    public sealed record Commit(IReadOnlyList<HistoryStep> Steps) : HistoryMove
    {
        public override string ToString() => $"commit {string.Join("; ", Steps)}";
    }

    public sealed record Put(string Key, string Value) : HistoryMove
    {
        public override string ToString() => $"put {Key} \"{Value}\"";
    }

    private static HistoryStep DrawStep(Random random) =>
        new(
            One(random, Enum.GetValues<HistoryStepKind>()),
            One(random, Names),
            One(random, Values),
            random.Next(BackMax + 1)
        );

    private static T One<T>(Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];
}

internal enum HistoryStepKind
{
    Set,
    Cas,
    CheckIndex,
    CheckNotExists,
    Delete,
    DeleteCas,
    DeleteTree,
}

/// <summary>An operation whose index is "the one that key had so many moves ago", a different number on either side.</summary>
internal sealed record HistoryStep(HistoryStepKind Kind, string Key, string Value, int Back)
{
    public override string ToString() => $"{Kind} {Key} \"{Value}\" -{Back}";
}
