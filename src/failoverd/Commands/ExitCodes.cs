namespace FailoverCtl.Daemon.Commands;

/// <summary>The exit codes of the daemon, a subset of failoverctl's.</summary>
internal static class ExitCodes
{
    public const int Fine = 0;
    public const int Error = 1;
    public const int Usage = 64;
}
