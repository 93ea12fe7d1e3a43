using System.Runtime.InteropServices;

namespace FailoverCtl.Dns.Serving;

/// <summary>recvmmsg(2) and sendmmsg(2), which .NET does not offer: many datagrams per system call.</summary>
internal static unsafe partial class NativeSocket
{
    /// <summary>Block for the first datagram only.</summary>
    public const int WaitForOne = 0x10000;

    public const int DontWait = 0x40;

    [LibraryImport("libc", EntryPoint = "recvmmsg")]
    public static partial int Receive(int socket, Message* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg")]
    public static partial int Send(int socket, Message* messages, uint count, int flags);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Vector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary>struct mmsghdr: a struct msghdr and the length of the datagram.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public byte* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public nint Flags;
        public uint Length;
    }
}
