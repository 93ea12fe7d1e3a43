using System.Runtime.InteropServices;

namespace FailoverCtl.Daemon.Processes;

/// <summary>POSIX signals, and the tie between a child and its parent.</summary>
internal static partial class Signals
{
    private const int Kill = 9;
    private const int Continue = 18;
    private const int Stop = 19;
    private const int SetParentDeathSignal = 1;

    public static void SendKill(int process) => _ = Send(process, Kill);

    public static void SendStop(int process) => _ = Send(process, Stop);

    public static void SendContinue(int process) => _ = Send(process, Continue);

    /// <summary>
    /// The kernel kills this process when the thread that started it ends; a parent therefore starts children from a
    /// thread that lives as long as itself.
    /// </summary>
    public static void DieWithParent() => _ = Control(SetParentDeathSignal, Kill, 0, 0, 0);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint a, nuint b, nuint c, nuint d);
}
