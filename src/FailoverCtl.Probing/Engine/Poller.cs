using System.ComponentModel;
using System.Runtime.InteropServices;

namespace FailoverCtl.Probing.Engine;

/// <summary>An epoll set. Each descriptor carries 64 bits of the owner's choice that come back with its events.</summary>
internal sealed unsafe class Poller : IDisposable
{
    private const int Batch = 512;

    private readonly int _fd;
    private readonly byte* _events;

    public Poller()
    {
        _fd = Native.epoll_create1(Native.CloseOnExec);
        if (_fd < 0)
        {
            throw new Win32Exception(Native.Errno, "the probe loop gets no epoll set from the system");
        }

        _events = (byte*)NativeMemory.Alloc(Batch * 16);
    }

    // The kernel packs epoll_event on x86-64 and on no other architecture.
    private static int DataAt => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private static int Stride { get; } = DataAt + 8;

    private static int DataOffset { get; } = DataAt;

    public bool Add(int fd, uint interest, ulong data)
    {
        var one = stackalloc byte[16];
        *(uint*)one = interest;
        *(ulong*)(one + DataOffset) = data;
        return Native.epoll_ctl(_fd, Native.EpollCtlAdd, fd, one) == 0;
    }

    /// <summary>For a descriptor that goes on elsewhere; closing removes by itself.</summary>
    public void Remove(int fd)
    {
        var unused = stackalloc byte[16];
        _ = Native.epoll_ctl(_fd, Native.EpollCtlDelete, fd, unused);
    }

    /// <summary>Number of events; a signal in between counts as none.</summary>
    public int Wait(int timeoutMilliseconds) =>
        Math.Max(0, Native.epoll_wait(_fd, _events, Batch, timeoutMilliseconds));

    public (uint Events, ulong Data) this[int index]
    {
        get
        {
            var at = _events + (index * Stride);
            return (*(uint*)at, *(ulong*)(at + DataOffset));
        }
    }

    public void Dispose()
    {
        _ = Native.close(_fd);
        NativeMemory.Free(_events);
    }
}
