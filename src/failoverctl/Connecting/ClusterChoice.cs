using FailoverCtl.Store;

namespace FailoverCtl.CommandLine.Connecting;

/// <summary>Which installation is meant.</summary>
internal static class ClusterChoice
{
    private const string Root = "failoverctl/";

    /// <summary>The id, or why it is not clear which.</summary>
    public static async Task<(string? Cluster, int Exit, string Message)> ChooseAsync(
        IKeyValueStore store,
        string? given,
        CancellationToken cancellationToken
    )
    {
        if (!string.IsNullOrEmpty(given))
        {
            return Keys.ClusterProblem(given) is { } problem ? (null, Exit.Usage, problem) : (given, Exit.Fine, "");
        }

        switch (await store.ReadAsync(KeyQuery.Under(Root), ReadMode.Stale, cancellationToken))
        {
            case ReadOutcome.Failed(var failure):
                return (null, Exit.Unreachable, failure.Message);
            case ReadOutcome.Answered(var answer):
                var clusters = answer
                    .Values.Select(v => v.Key[Root.Length..].Split('/')[0])
                    .Where(c => Keys.ClusterProblem(c) is null)
                    .Distinct(StringComparer.Ordinal)
                    .ToArray();
                return clusters switch
                {
                    [var only] => (only, Exit.Fine, ""),
                    [] => (null, Exit.Error, "the store holds no cluster yet; make one: failoverctl init DIR"),
                    _ => (
                        null,
                        Exit.Usage,
                        $"the store holds {clusters.Length} clusters: {string.Join(", ", clusters)}; "
                            + "say which with --cluster ID or FAILOVERCTL_CLUSTER"
                    ),
                };
            default:
                throw new InvalidOperationException("a read outcome of a kind that does not exist");
        }
    }
}
