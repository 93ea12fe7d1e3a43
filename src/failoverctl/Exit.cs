namespace FailoverCtl.CommandLine;

/// <summary>Exit codes: part of the interface, scripts and monitoring rely on them.</summary>
public static class Exit
{
    public const int Fine = 0;
    public const int Error = 1;

    /// <summary>There are differences; only with --detailed-exitcode, for a script's plain success is 0.</summary>
    public const int Changes = 2;

    /// <summary>It works, but something is drained, withdrawn, frozen, held or behind.</summary>
    public const int Degraded = 3;

    /// <summary>A guard said no, or somebody else was first.</summary>
    public const int Refused = 4;

    /// <summary>EX_USAGE of sysexits.h.</summary>
    public const int Usage = 64;

    /// <summary>EX_UNAVAILABLE of sysexits.h: the store does not answer.</summary>
    public const int Unreachable = 69;

    /// <summary>As timeout(1) has it.</summary>
    public const int TimedOut = 124;

    /// <summary>128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
