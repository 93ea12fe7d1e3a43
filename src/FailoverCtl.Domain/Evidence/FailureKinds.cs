namespace FailoverCtl.Domain.Evidence;

/// <summary>What kinds of failure mean.</summary>
public static class FailureKinds
{
    /// <summary>Refused, reset or no route: the death of a process or host is certain at the first look.</summary>
    public static bool IsHard(this FailureKind kind) =>
        kind switch
        {
            FailureKind.Refused or FailureKind.Reset or FailureKind.NoRoute => true,
            FailureKind.None or FailureKind.Timeout => false,
            FailureKind.WrongAnswer or FailureKind.Shedding or FailureKind.Certificate => false,
        };

    /// <summary>Whether enough of these in a row can mean that the endpoint is gone; overload and a bad certificate never do (I-28).</summary>
    public static bool MeansLoss(this FailureKind kind) => kind.IsHard() || kind == FailureKind.Timeout;
}
