using System.Runtime.InteropServices;

namespace FailoverCtl.Control.Journal;

/// <summary>
/// Makes a new file's name durable. Flushing the file alone does not promise that its directory knows it after a power cut,
/// and the runtime cannot open a directory, so this asks the system.
/// </summary>
internal static partial class DirectoryEntry
{
    /// <exception cref="IOException">The directory cannot be flushed.</exception>
    public static void Flush(string directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // 0: O_RDONLY.
        var descriptor = Open(directory, 0);
        var flushed = descriptor >= 0 && FSync(descriptor) == 0;
        var error = Marshal.GetLastPInvokeError();
        if (descriptor >= 0)
        {
            _ = Close(descriptor);
        }

        if (!flushed)
        {
            throw new IOException($"the directory {directory} cannot be flushed (error {error})", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
