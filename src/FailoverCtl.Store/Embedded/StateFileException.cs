using Microsoft.Data.Sqlite;

namespace FailoverCtl.Store.Embedded;

/// <summary>The file of the embedded store cannot be read or written. The message is for the operator.</summary>
internal sealed class StateFileException(string message, Exception? inner = null) : Exception(message, inner)
{
    // SQLite's primary result codes, https://www.sqlite.org/rescode.html
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    public static StateFileException Damaged(string path, string how, Exception? inner = null) =>
        new(
            $"{path} is damaged ({how}). It was left as it is. Restore it from a copy, or move it and its -wal file "
                + "away and start with an empty store.",
            inner
        );

    public static StateFileException From(string path, SqliteException broken) =>
        broken.SqliteErrorCode switch
        {
            Busy => new(
                $"{path} is in use by another process. Stop the other failoverd, or give another path.",
                broken
            ),
            ReadOnly => new($"{path} is read-only for this user. Make the file and its directory writable.", broken),
            Full => new(
                $"{path} cannot grow: the disk is full or the store's own size limit is reached. Free space or raise "
                    + "the limit; writes are accepted again by themselves.",
                broken
            ),
            CannotOpen => new(
                $"{path} cannot be opened. See that its directory exists and is writable for this user.",
                broken
            ),
            Corrupt or NotADatabase => Damaged(path, broken.Message, broken),
            _ => new($"{path}: the disk or SQLite failed ({broken.Message}). See the kernel's log.", broken),
        };
}
