using FailoverCtl.Domain.Evidence;

namespace FailoverCtl.Probing.Engine;

/// <summary>What an error of the system says: something about the endpoint, or only about this host.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int Interrupted = 4;
    public const int Again = 11;
    public const int AccessDenied = 13;
    public const int BrokenPipe = 32;
    public const int NetworkUnreachable = 101;
    public const int ConnectionAborted = 103;
    public const int ConnectionReset = 104;
    public const int NotConnected = 107;
    public const int TimedOut = 110;
    public const int ConnectionRefused = 111;
    public const int HostDown = 112;
    public const int HostUnreachable = 113;
    public const int InProgress = 115;

    /// <summary>The evidence; None: a fault of this host (descriptors, ports, memory, its own firewall), no evidence.</summary>
    public static FailureKind Evidence(int errno) =>
        errno switch
        {
            ConnectionRefused => FailureKind.Refused,
            ConnectionReset or ConnectionAborted or BrokenPipe => FailureKind.Reset,
            NetworkUnreachable or HostUnreachable or HostDown => FailureKind.NoRoute,
            TimedOut => FailureKind.Timeout,
            _ => FailureKind.None,
        };

    public static bool MeansWait(int errno) => errno is Again or InProgress or Interrupted or NotConnected;
}
