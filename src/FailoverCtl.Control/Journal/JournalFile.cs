using FailoverCtl.Control.Ports;
using FailoverCtl.Domain.Journal;
using Microsoft.Win32.SafeHandles;

namespace FailoverCtl.Control.Journal;

/// <summary>
/// The journal of one process on disk: one write and one fsync for each batch, and nothing is acknowledged before both.
/// After any failure the handle is given up: the kernel may have dropped what it could not write and call the pages
/// clean, so a second fsync on the same handle would succeed over lost data. The file is opened anew, cut back to what was
/// acknowledged, and written again. Not safe for use by two threads.
/// </summary>
public sealed class JournalFile : IJournalPort, IDisposable
{
    private readonly JournalOptions _options;
    private readonly SafeFileHandle _lock;
    private string _path;
    private SafeFileHandle? _file;
    private long _length;

    private JournalFile(JournalOptions options, SafeFileHandle @lock, string path, long length, JournalTip tip)
    {
        (_options, _lock, _path, _length, Tip) = (options, @lock, path, length, tip);
    }

    /// <summary>The last line that is durable.</summary>
    public JournalTip Tip { get; private set; }

    /// <summary>The file being written.</summary>
    public string Path => _path;

    /// <summary>Opens or begins a journal; a torn last record is cut off. The caller appends a start event.</summary>
    public static JournalOpening Open(JournalOptions options)
    {
        try
        {
            Directory.CreateDirectory(options.Directory);
            var lockPath = System.IO.Path.Combine(options.Directory, options.Name + ".lock");
            if (TryLock(lockPath) is not { } held)
            {
                var inUse = $"another process writes the journal {options.Name} in {options.Directory}";
                return Refuse(JournalFailureKind.InUse, $"{inUse}: stop it, or give this one another name");
            }

            var opening = Open(options, held);
            if (opening is JournalOpening.Refused)
            {
                held.Dispose();
            }

            return opening;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse(
                JournalFailureKind.Unwritable,
                $"the journal in {options.Directory} cannot be opened: {e.Message}"
            );
        }
    }

    /// <summary>Makes the events durable, all or none.</summary>
    /// <param name="at">Monotonic ms of this process.</param>
    /// <returns>Null when they are durable; otherwise nothing was recorded, and the same events may be given again.</returns>
    public JournalFailure? Append(IReadOnlyList<JournalEvent> events, long at)
    {
        if (events.Count == 0)
        {
            return null;
        }

        var tip = Tip;
        using var batch = new MemoryStream();
        foreach (var item in events)
        {
            (var line, tip) = JournalChain.Write(tip, at, item);
            batch.Write(line);
        }

        var bytes = batch.GetBuffer().AsSpan(0, (int)batch.Length);
        var flushing = false;
        try
        {
            if (_length > 0 && _length + bytes.Length > _options.FileBytesMax)
            {
                Rotate();
            }

            if ((_file ??= Reopen()) is not { } file)
            {
                return new(
                    JournalFailureKind.Damaged,
                    $"{_path} is shorter than the {_length} bytes that were durable: someone cut or replaced it; "
                        + "restart this process once you know why"
                );
            }

            _options.Disk.Write(file, bytes, _length);
            flushing = true;
            _options.Disk.Flush(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUpHandle();
            return IsDiskFull(e) ? new(JournalFailureKind.DiskFull, $"no space is left for {_path}: make room")
                : flushing ? new(JournalFailureKind.NotDurable, $"{_path} could not be flushed to disk: {e.Message}")
                : new(JournalFailureKind.Unwritable, $"{_path} cannot be written: {e.Message}");
        }

        (_length, Tip) = (_length + bytes.Length, tip);
        return null;
    }

    string? IJournalPort.Append(IReadOnlyList<JournalEvent> events, long at) => Append(events, at)?.Message;

    public void Dispose()
    {
        GiveUpHandle();
        _lock.Dispose();
    }

    private static JournalOpening Open(JournalOptions options, SafeFileHandle held)
    {
        var (path, before, text) = ("", JournalTip.Start, Array.Empty<byte>());
        var files = JournalFiles.Of(options.Directory, options.Name);
        if (files.Count > 0)
        {
            (path, text) = (files[^1], JournalFiles.Bytes(files[^1]));
            before = files.Count == 1 ? null : LastOf(files[^2]);
        }

        var reading = JournalChain.Read(text, before);
        if (reading.Fault is { Kind: not JournalFaultKind.Torn } fault)
        {
            return Refuse(
                JournalFailureKind.Damaged,
                $"{path}: {fault.Sentence}; move the journal's files away (they are evidence) and start again"
            );
        }

        if (
            reading.Lines.Select(ClusterOf).FirstOrDefault(c => c is not null) is { } cluster
            && cluster != options.Cluster
        )
        {
            var what = $"{path} is the journal of cluster {cluster}, this process belongs to {options.Cluster}";
            return Refuse(JournalFailureKind.OtherCluster, $"{what}: give it a directory of its own");
        }

        var tip = reading.Tip ?? JournalTip.Start;
        path = path.Length > 0 ? path : JournalFiles.Path(options, tip.Sequence + 1);
        var notice = reading.Fault is { } torn
            ? $"{path}: the last record was torn and is cut off ({torn.Found} after {reading.GoodBytes} good ones)"
            : null;
        return new JournalOpening.Opened(new(options, held, path, reading.GoodBytes, tip), notice);
    }

    private static JournalOpening.Refused Refuse(JournalFailureKind kind, string message) => new(new(kind, message));

    /// <summary>The file before ends in the line that this one continues; it was verified when it was the newest.</summary>
    private static JournalTip? LastOf(string path)
    {
        var bytes = JournalFiles.Bytes(path).AsSpan();
        var end = bytes.LastIndexOf((byte)'\n') + 1;
        var start = end == 0 ? 0 : bytes[..(end - 1)].LastIndexOf((byte)'\n') + 1;
        return JournalChain.Read(bytes[start..end], null).Tip;
    }

    private static string? ClusterOf(JournalLine line) =>
        line.Event switch
        {
            StartEvent start => start.Cluster,
            TopologyEvent topology => topology.Topology.Cluster,
            LedgerEvent ledger => ledger.Entry.Cluster,
            _ => null,
        };

    private static SafeFileHandle? TryLock(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
            when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    /// <summary>The next file begins with the line after the tip and cites it: the chain goes on across files.</summary>
    private void Rotate()
    {
        GiveUpHandle();
        (_path, _length) = (JournalFiles.Path(_options, Tip.Sequence + 1), 0);
        _file = Reopen();
        var files = JournalFiles.Of(_options.Directory, _options.Name);
        foreach (var old in files.Take(files.Count - Math.Max(2, _options.FilesKept)))
        {
            File.Delete(old);
        }
    }

    /// <returns>Null when durable bytes are missing.</returns>
    private SafeFileHandle? Reopen()
    {
        var mode = _length == 0 ? FileMode.OpenOrCreate : FileMode.Open;
        var file = File.OpenHandle(_path, mode, FileAccess.ReadWrite, FileShare.Read);
        if (RandomAccess.GetLength(file) < _length)
        {
            file.Dispose();
            return null;
        }

        RandomAccess.SetLength(file, _length);
        DirectoryEntry.Flush(_options.Directory);
        return file;
    }

    private void GiveUpHandle()
    {
        _file?.Dispose();
        _file = null;
    }

    /// <summary>ENOSPC or EDQUOT; the runtime passes Linux error numbers through.</summary>
    private static bool IsDiskFull(Exception e) => e.HResult is 28 or 122;
}
