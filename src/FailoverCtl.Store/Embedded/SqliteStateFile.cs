using Microsoft.Data.Sqlite;

namespace FailoverCtl.Store.Embedded;

/// <summary>
/// The state on disk, in one SQLite file that one process owns. WAL with synchronous=FULL: what
/// <see cref="Write"/> has returned for survives a power cut. A checksum over all content is kept with it.
/// </summary>
internal sealed class SqliteStateFile : IDisposable
{
    private const int ApplicationId = 0x464F_4331;
    private const int SchemaVersion = 1;
    private const int PageBytes = 4096;

    private readonly SqliteConnection _connection;
    private UInt128 _checksum;

    private SqliteStateFile(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens or creates the file and reads it whole. On any problem the file is closed again.</summary>
    /// <exception cref="StateFileException">The file cannot be used; the message says what to do.</exception>
    public static (SqliteStateFile File, KvState State) Open(string path, long bytesMax)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 1,
        };
        var file = new SqliteStateFile(new SqliteConnection(text.ConnectionString));
        try
        {
            file._connection.Open();
            file.Prepare(path, bytesMax);
            return (file, file.Load(path));
        }
        catch (SqliteException broken)
        {
            file.Dispose();
            throw StateFileException.From(path, broken);
        }
        catch (StateFileException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Makes the changes durable, all in one transaction.</summary>
    /// <exception cref="StateFileException">Nothing, or everything, was written: open again to learn which.</exception>
    public void Write(IReadOnlyList<KvChange> changes)
    {
        try
        {
            var checksum = _checksum;
            using var transaction = _connection.BeginTransaction();
            foreach (var change in changes)
            {
                foreach (var key in change.Keys)
                {
                    checksum ^= EntryChecksum.Of(key.Before) ^ EntryChecksum.Of(key.After);
                    WriteKey(key);
                }

                foreach (var tombstone in change.Buried)
                {
                    Run(
                        "INSERT OR REPLACE INTO tombstones (key, idx) VALUES ($key, $idx)",
                        ("$key", tombstone.Key),
                        ("$idx", (long)tombstone.Index)
                    );
                }
            }

            var last = changes[^1];
            Run("DELETE FROM tombstones WHERE idx <= $floor", ("$floor", (long)last.GraveyardFloor));
            Run(
                "UPDATE meta SET idx = $idx, floor = $floor, checksum = $checksum",
                ("$idx", (long)last.Index),
                ("$floor", (long)last.GraveyardFloor),
                ("$checksum", EntryChecksum.ToBytes(checksum))
            );
            transaction.Commit();
            _checksum = checksum;
        }
        catch (SqliteException broken)
        {
            throw StateFileException.From(_connection.DataSource, broken);
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Prepare(string path, long bytesMax)
    {
        // The lock comes first: two processes on one file would each serve their own memory.
        Run("PRAGMA locking_mode = EXCLUSIVE");
        var pages = Number("PRAGMA page_count");
        if (
            pages > 0
            && (Number("PRAGMA application_id"), Number("PRAGMA user_version")) != (ApplicationId, SchemaVersion)
        )
        {
            throw new StateFileException(
                $"{path} is not a FailoverCtl store of schema {SchemaVersion}: it was left untouched. Give another path, "
                    + "or the version of failoverd that wrote it."
            );
        }

        Run("PRAGMA journal_mode = WAL");
        Run("PRAGMA synchronous = FULL");
        Run($"PRAGMA max_page_count = {Math.Max(16, bytesMax / PageBytes)}");
        if (pages == 0)
        {
            Create();
        }
        else
        {
            // Takes the exclusive lock now rather than at the first write.
            Run("BEGIN IMMEDIATE; UPDATE meta SET idx = idx; COMMIT");
        }

        var verdict = Text("PRAGMA quick_check(1)");
        if (verdict != "ok")
        {
            throw StateFileException.Damaged(path, verdict);
        }
    }

    private void Create() =>
        Run(
            $"""
            BEGIN IMMEDIATE;
            CREATE TABLE entries (key TEXT PRIMARY KEY, value BLOB NOT NULL, flags INTEGER NOT NULL,
                created INTEGER NOT NULL, modified INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE tombstones (key TEXT PRIMARY KEY, idx INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE meta (idx INTEGER NOT NULL, floor INTEGER NOT NULL, checksum BLOB NOT NULL);
            INSERT INTO meta VALUES ({KvState.Empty.Index}, 0, zeroblob(16));
            PRAGMA application_id = {ApplicationId};
            PRAGMA user_version = {SchemaVersion};
            COMMIT;
            """
        );

    private KvState Load(string path)
    {
        var entries = KvState.Empty.Entries.ToBuilder();
        using (var rows = Query("SELECT key, value, flags, created, modified FROM entries"))
        {
            while (rows.Read())
            {
                var entry = new KeyValue(
                    rows.GetString(0),
                    rows.GetFieldValue<byte[]>(1),
                    (ulong)rows.GetInt64(3),
                    (ulong)rows.GetInt64(4)
                )
                {
                    Flags = (ulong)rows.GetInt64(2),
                };
                entries.Add(entry);
                _checksum ^= EntryChecksum.Of(entry);
            }
        }

        var tombstones = KvState.Empty.Tombstones.ToBuilder();
        using (var rows = Query("SELECT key, idx FROM tombstones"))
        {
            while (rows.Read())
            {
                tombstones.Add(new Tombstone(rows.GetString(0), (ulong)rows.GetInt64(1)));
            }
        }

        using var meta = Query("SELECT idx, floor, checksum FROM meta");
        if (!meta.Read() || EntryChecksum.FromBytes(meta.GetFieldValue<byte[]>(2)) != _checksum)
        {
            throw StateFileException.Damaged(path, "its content does not match its checksum");
        }

        return new KvState(
            (ulong)meta.GetInt64(0),
            entries.ToImmutable(),
            tombstones.ToImmutable(),
            (ulong)meta.GetInt64(1)
        );
    }

    private void WriteKey(KeyChange key)
    {
        if (key.After is not { } entry)
        {
            Run("DELETE FROM entries WHERE key = $key", ("$key", key.Key));
            return;
        }

        Run(
            "INSERT OR REPLACE INTO entries VALUES ($key, $value, $flags, $created, $modified)",
            ("$key", entry.Key),
            ("$value", entry.Value.ToArray()),
            ("$flags", (long)entry.Flags),
            ("$created", (long)entry.CreateIndex),
            ("$modified", (long)entry.ModifyIndex)
        );
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> arguments)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // every text is a constant of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in arguments)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private SqliteDataReader Query(string sql) => Command(sql).ExecuteReader(System.Data.CommandBehavior.Default);

    private void Run(string sql, params ReadOnlySpan<(string Name, object Value)> arguments)
    {
        using var command = Command(sql, arguments);
        command.ExecuteNonQuery();
    }

    private long Number(string sql)
    {
        using var command = Command(sql);
        return (long)command.ExecuteScalar()!;
    }

    private string Text(string sql)
    {
        using var command = Command(sql);
        return (string)command.ExecuteScalar()!;
    }
}
