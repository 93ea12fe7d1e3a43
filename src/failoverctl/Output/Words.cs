using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Output;

/// <summary>Values as an operator reads them.</summary>
internal static class Words
{
    /// <summary>Basis points as percent: at most one decimal, rounded, and never 0 % for what is not nothing.</summary>
    public static string Share(long basisPoints)
    {
        var tenths = (basisPoints + 5) / 10;
        return basisPoints is > 0 and < 5 ? "<0.1 %"
            : tenths % 10 == 0 ? $"{tenths / 10} %"
            : $"{tenths / 10}.{tenths % 10} %";
    }

    public static string Duration(long milliseconds)
    {
        var seconds = milliseconds / 1000;
        return milliseconds < 1000 ? $"{milliseconds} ms"
            : seconds < 60 ? $"{seconds} s"
            : seconds < 3600 ? $"{seconds / 60} min {seconds % 60} s"
            : seconds < 86_400 ? $"{seconds / 3600} h {seconds / 60 % 60} min"
            : $"{seconds / 86_400} d {seconds / 3600 % 24} h";
    }

    /// <summary>When something ends by itself, ms from now.</summary>
    public static string Ends(long remaining) => remaining > 0 ? $"in {Duration(remaining)}" : "due now";

    /// <summary>Enough of a hash to tell topologies apart.</summary>
    public static string Hash(string hash) => hash[..Math.Min(12, hash.Length)];

    /// <summary>An intent's scope with a hash cut short.</summary>
    public static string Short(string scope) =>
        scope.StartsWith("topology:", StringComparison.Ordinal)
            ? $"topology:{Hash(scope["topology:".Length..])}"
            : scope;

    public static string Time(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z";

    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    public static string Of(SiteCondition condition) =>
        condition switch
        {
            SiteCondition.Healthy => "healthy",
            SiteCondition.Degraded => "degraded",
            SiteCondition.Isolated => "isolated",
            SiteCondition.Lost => "lost",
            SiteCondition.Unknown => "unknown",
        };

    public static string Of(DrainCause cause) =>
        cause switch
        {
            DrainCause.Lost => "lost",
            DrainCause.SharedFate => "its location is condemned",
            DrainCause.Operator => "by an operator",
        };

    public static string Of(FailureKind kind) =>
        kind switch
        {
            FailureKind.None => "no failure",
            FailureKind.Refused => "refused",
            FailureKind.Reset => "reset",
            FailureKind.NoRoute => "no route",
            FailureKind.Timeout => "timeout",
            FailureKind.WrongAnswer => "wrong answer",
            FailureKind.Shedding => "sheds load",
            FailureKind.Certificate => "bad certificate",
        };

    /// <summary>What is wrong, in as much detail as the agent gave.</summary>
    public static string Of(FailureKind kind, Flaw flaw, int code) =>
        Of(kind) + (flaw == Flaw.None ? "" : $": {Of(flaw)}") + (code == 0 ? "" : $" {code}");

    public static string Of(Flaw flaw) =>
        flaw switch
        {
            Flaw.None => "no flaw",
            Flaw.Status => "status",
            Flaw.Content => "another content",
            Flaw.Empty => "no address",
            Flaw.Malformed => "not of the protocol",
            Flaw.TooLarge => "too large",
            Flaw.Slow => "did not end in time",
            Flaw.Redirect => "a redirection that is not followed",
            Flaw.Handshake => "no TLS handshake",
            Flaw.Expired => "expired",
            Flaw.NotYetValid => "not yet valid",
            Flaw.WrongName => "for other names",
            Flaw.Untrusted => "not trusted",
            Flaw.NotAllowed => "this host may not ask",
        };

    public static string Of(ObservedState state) =>
        state switch
        {
            ObservedState.Up => "up",
            ObservedState.Unknown => "not probed yet",
            ObservedState.Suspect => "suspect",
            ObservedState.Down => "down",
        };

    public static string Of(CauseKind kind) =>
        kind switch
        {
            CauseKind.Init => "init",
            CauseKind.EndpointsLost => "endpoints lost",
            CauseKind.EndpointsBack => "endpoints back",
            CauseKind.SiteLost => "site lost",
            CauseKind.CorrelatedFailure => "correlated failure",
            CauseKind.FreezeOver => "freeze over",
            CauseKind.Intent => "asked",
            CauseKind.NextStep => "next step",
            CauseKind.Adoption => "adoption",
            CauseKind.Recovery => "recovery",
            CauseKind.DrainOver => "drain over",
        };

    public static string Of(Mode mode) =>
        mode switch
        {
            Mode.Observe => "observe",
            Mode.Propose => "propose",
            Mode.Act => "act",
        };

    public static string Meaning(Mode mode) =>
        mode switch
        {
            Mode.Observe => "controllers write down what they would do and change nothing",
            Mode.Propose => "plans of controllers wait for failoverctl approve",
            Mode.Act => "controllers act by themselves",
        };

    public static string Of(IntentKind kind) =>
        kind switch
        {
            IntentKind.Drain => "drain",
            IntentKind.Undrain => "undrain",
            IntentKind.Release => "release",
            IntentKind.Approve => "approve",
            IntentKind.Apply => "apply",
        };
}
