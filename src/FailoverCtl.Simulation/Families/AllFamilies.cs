namespace FailoverCtl.Simulation.Families;

/// <summary>The families by name.</summary>
public static class AllFamilies
{
    public static IReadOnlyList<Family> InOrder { get; } =
    [
        new LostReplies(),
        new PausedAuthor(),
        new Twins(),
        new LateBoard(),
        new TwoTopologies(),
        new Elections(),
        new QuorumLost(),
        new PlannedWork(),
    ];

    public static Family? Find(string name) => InOrder.FirstOrDefault(f => f.Name == name);
}
