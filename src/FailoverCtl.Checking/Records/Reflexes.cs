using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Checking.Records;

/// <summary>What a DNS role leaves out of the epoch that it answers (I-13).</summary>
internal static class Reflexes
{
    /// <summary>By what it had said before this line, of the epoch that it answers at this line.</summary>
    public static EquatableArray<EndpointId> HiddenAt(Moment moment) =>
        moment.Life is { Reflex: { } said, Answered: { } answered } && said.Epoch == answered.Epoch ? said.Hidden : [];

    /// <summary>What was not hidden before: under the same epoch, or under one that only adoptions have followed.</summary>
    public static EndpointId[] NewIn(ReflexEvent reflex, Moment moment)
    {
        EquatableArray<EndpointId> before =
            moment.Life.Reflex is { } said && IsSameSteering(said.Epoch, reflex.Epoch, moment.Records)
                ? said.Hidden
                : [];
        return [.. reflex.Hidden.Where(e => !before.Contains(e))];
    }

    /// <summary>The topology that the epoch cites, or the one that the role recorded.</summary>
    public static Topology? TopologyOf(long epoch, Moment moment) =>
        moment.Records.Entry(epoch) is { } entry ? moment.Records.TopologyOf(entry) : moment.Life.Topology;

    private static bool IsSameSteering(long from, long to, AllRecords records)
    {
        for (var epoch = from + 1; epoch <= to; epoch++)
        {
            if (records.Entry(epoch) is not { Cause.Kind: CauseKind.Adoption })
            {
                return false;
            }
        }

        return from <= to;
    }
}
