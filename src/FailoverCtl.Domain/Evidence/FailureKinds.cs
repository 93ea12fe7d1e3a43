namespace FailoverCtl.Domain.Evidence;

/// <summary>What kinds of failure mean.</summary>
public static class FailureKinds
{
    /// <summary>Refused, reset or no route: the death of a process or host is certain at the first look.</summary>
    public static bool IsHard(this FailureKind kind) =>
        kind switch
        {
            FailureKind.Refused or FailureKind.Reset or FailureKind.NoRoute => true,
            FailureKind.None or FailureKind.Timeout or FailureKind.WrongAnswer or FailureKind.Shedding => false,
        };

    /// <summary>Whether enough of these in a row can mean that the endpoint is gone; overload never does (I-28).</summary>
    public static bool MeansLoss(this FailureKind kind) => kind.IsHard() || kind == FailureKind.Timeout;
}
