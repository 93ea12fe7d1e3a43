using Microsoft.Win32.SafeHandles;

namespace FailoverCtl.Control.Journal;

/// <summary>The two calls that may fail while a record is written; tests make them fail (F-32).</summary>
public class JournalDisk
{
    /// <exception cref="IOException">Nothing, or only a part, was written.</exception>
    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) =>
        RandomAccess.Write(file, bytes, offset);

    /// <exception cref="IOException">What was written may be lost, even if it can be read back.</exception>
    public virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);
}
