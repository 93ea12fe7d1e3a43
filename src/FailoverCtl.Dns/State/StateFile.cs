namespace FailoverCtl.Dns.State;

/// <summary>
/// The last state on disk, replaced as a whole: a temporary file in the same directory, flushed, renamed, the directory
/// flushed. A crash at any point leaves the old state or the new one (I-14).
/// </summary>
public sealed class StateFile(string path)
{
    /// <summary>A topology of thousands of endpoints takes a few MiB; more is not ours.</summary>
    private const long BytesMax = 64L << 20;

    private readonly string _directory = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;

    public string Path => path;

    private string Temporary => path + ".new";

    /// <summary>Where a state goes that is known to be older than what was answered.</summary>
    private string Behind => path + ".behind";

    public StateRead Read()
    {
        var behind = !File.Exists(path) && File.Exists(Behind);
        var from = behind ? Behind : path;
        try
        {
            if (new FileInfo(from) is { Exists: true, Length: > BytesMax } large)
            {
                return Corrupt(from, $"has {large.Length} bytes, at most {BytesMax} are read");
            }

            return StateFormat.TryRead(File.ReadAllBytes(from), out var state, out var why)
                ? new StateRead.Found(state, behind)
                : Corrupt(from, why);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Failed(
                StateProblemKind.Missing,
                $"there is no DNS state at {path}: this server answers once it has read the ledger from the store"
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed(
                StateProblemKind.Unreadable,
                $"the DNS state {from} cannot be read: {e.Message}; check the disk and the permissions"
            );
        }
    }

    /// <returns>Null when it is on disk; otherwise why not, and the file holds what it held before.</returns>
    public StateProblem? Write(SavedState state)
    {
        try
        {
            using (var file = File.OpenHandle(Temporary, FileMode.Create, FileAccess.Write))
            {
                RandomAccess.Write(file, StateFormat.Write(state), fileOffset: 0);
                RandomAccess.FlushToDisk(file);
            }

            File.Move(Temporary, path, overwrite: true);
            DirectoryFlush.Run(_directory);
            File.Delete(Behind);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return NotWritten(e);
        }
    }

    /// <summary>
    /// Sets the state aside as older than what is answered, so that no restart takes it for the newest. Needs no space.
    /// </summary>
    /// <returns>False: the disk does not even take a rename, or there is nothing to set aside.</returns>
    public bool TrySetAside()
    {
        try
        {
            if (File.Exists(path))
            {
                File.Move(path, Behind, overwrite: true);
                DirectoryFlush.Run(_directory);
            }

            return File.Exists(Behind);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private StateProblem NotWritten(Exception e)
    {
        const int noSpace = 28; // ENOSPC
        const int quota = 122; // EDQUOT
        return e is IOException { HResult: noSpace or quota }
            ? new(
                StateProblemKind.DiskFull,
                $"the DNS state {path} cannot be written: the disk is full; free some space"
            )
            : new(
                StateProblemKind.Unwritable,
                $"the DNS state {path} cannot be written: {e.Message}; check the disk and the permissions"
            );
    }

    private static StateRead.Failed Corrupt(string file, string why) =>
        Failed(
            StateProblemKind.Corrupt,
            $"the DNS state {file} {why}; it is not used: remove it, the next state from the store replaces it"
        );

    private static StateRead.Failed Failed(StateProblemKind kind, string sentence) => new(new(kind, sentence));
}
