using FailoverCtl.Simulation.Chance;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Families;

/// <summary>Commits that are applied and whose reply is lost: the ledger alone can tell (DESIGN: rule 2).</summary>
public sealed class LostReplies : Family
{
    public override string Name => "lostReplies";

    public override IReadOnlyList<Sighting> Theme => [Sighting.ReplyLost, Sighting.LostReplyOwned];

    public override Knobs Shape(Knobs drawn, SeededRandom random) =>
        base.Shape(drawn, random) with
        {
            CommitLostAfter = (int)random.Between(1_000, 7_000),
        };

    protected override IEnumerable<Fault> Draw(SeededRandom random, Cluster cluster, Window window) =>
        Drains(random, cluster, window)
            .Append(new(window.From, window.Length, FaultKind.RepliesLost, "", (int)random.Between(1, 6)));
}
