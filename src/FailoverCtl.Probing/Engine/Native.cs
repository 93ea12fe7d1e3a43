using System.Runtime.InteropServices;

namespace FailoverCtl.Probing.Engine;

/// <summary>
/// The few system calls of the probe loop, blittable. <c>SetLastError</c> makes the runtime save errno before anything
/// else of its own can overwrite it; the value is part of the answer of a non-blocking call.
/// </summary>
internal static unsafe partial class Native
{
    public const int StreamSocket = 1 | NonBlocking | CloseOnExec;
    public const int DatagramSocket = 2 | NonBlocking | CloseOnExec;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    public const int SolSocket = 1;
    public const int SoError = 4;
    public const int SoLinger = 13;

    public const int NoSignal = 0x4000;

    public const uint EpollIn = 1;
    public const uint EpollOut = 4;
    public const uint EpollErr = 8;
    public const uint EpollHup = 16;
    public const uint EpollRdHup = 0x2000;
    public const uint EpollEdge = 1u << 31;

    public const int EpollCtlAdd = 1;
    public const int EpollCtlDelete = 2;

    public const int ProtocolIcmp = 1;
    public const int ProtocolIcmpV6 = 58;

    [DllImport("libc", SetLastError = true)]
    public static extern int socket(int domain, int type, int protocol);

    [DllImport("libc", SetLastError = true)]
    public static extern int connect(int fd, byte* address, int length);

    [DllImport("libc", SetLastError = true)]
    public static extern int bind(int fd, byte* address, int length);

    [DllImport("libc", SetLastError = true)]
    public static extern nint send(int fd, byte* buffer, nint length, int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern nint recv(int fd, byte* buffer, nint length, int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern nint sendto(int fd, byte* buffer, nint length, int flags, byte* address, int addressLength);

    [DllImport("libc")]
    public static extern int setsockopt(int fd, int level, int option, void* value, int length);

    [DllImport("libc")]
    public static extern int getsockopt(int fd, int level, int option, void* value, int* length);

    [DllImport("libc")]
    public static extern int close(int fd);

    [DllImport("libc", SetLastError = true)]
    public static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern int epoll_ctl(int epoll, int operation, int fd, byte* epollEvent);

    [DllImport("libc", SetLastError = true)]
    public static extern int epoll_wait(int epoll, byte* events, int count, int timeoutMilliseconds);

    [DllImport("libc", SetLastError = true)]
    public static extern int eventfd(uint initial, int flags);

    [DllImport("libc")]
    public static extern nint read(int fd, void* buffer, nint length);

    [DllImport("libc")]
    public static extern nint write(int fd, void* buffer, nint length);

    [DllImport("libc")]
    public static extern int getrlimit(int resource, ulong* limits);

    public static int Errno => Marshal.GetLastPInvokeError();

    /// <summary>The error of a socket that epoll reports as broken; 0: none.</summary>
    public static int PendingError(int fd)
    {
        var error = 0;
        var length = sizeof(int);
        return getsockopt(fd, SolSocket, SoError, &error, &length) == 0 ? error : 0;
    }

    /// <summary>Closing then sends RST and leaves nothing in TIME_WAIT: thousands of fresh probes a second would fill it.</summary>
    public static void CloseAbruptly(int fd)
    {
        var linger = stackalloc int[2] { 1, 0 };
        _ = setsockopt(fd, SolSocket, SoLinger, linger, 2 * sizeof(int));
        _ = close(fd);
    }
}
