using System.Runtime.InteropServices;

namespace FailoverCtl.Dns.State;

/// <summary>fsync(2) on a directory, which .NET does not offer: only then does a rename survive a power cut.</summary>
internal static partial class DirectoryFlush
{
    private const int CloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC

    /// <exception cref="IOException">The directory is gone or the disk failed.</exception>
    public static void Run(string directory)
    {
        var descriptor = Open(directory, CloseOnExec);
        if (descriptor < 0)
        {
            throw Failure(directory);
        }

        try
        {
            if (FSync(descriptor) < 0)
            {
                throw Failure(directory);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string directory)
    {
        var error = Marshal.GetLastPInvokeError();
        return new($"{directory} cannot be flushed: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
