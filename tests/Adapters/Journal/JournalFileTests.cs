using FailoverCtl.Control.Journal;
using FailoverCtl.Control.Ports;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Tests.Adapters.Store;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Journal;

public sealed class JournalFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FlakyDisk _disk = new();

    private JournalOptions Options => new(_directory.Path, "controller-a", "test") { Disk = _disk };

    [Fact]
    public void What_was_appended_is_there_after_a_restart_and_the_chain_goes_on()
    {
        using (var file = Open())
        {
            Assert.Null(file.Append([new StartEvent("test", "controller/a", 1), new ReadBackEvent("d1", 1)], 10));
        }

        using (var file = Open())
        {
            Assert.Equal(2, file.Tip.Sequence);
            Assert.Null(file.Append([new StartEvent("test", "controller/a", 2)], 5));
        }

        var journal = Load();
        Assert.Null(journal.Fault);
        Assert.Equal("controller-a", journal.Name);
        Assert.Equal([1, 2, 3], journal.Lines.Select(l => l.Sequence));
    }

    [Fact]
    public void A_batch_is_one_write_and_one_flush()
    {
        using var file = Open();
        file.Append([new ReadBackEvent("d1", 1), new ReadBackEvent("d1", 2), new ReadBackEvent("d1", 3)], 0);
        Assert.Equal((1, 1), (_disk.Writes, _disk.Flushes));
    }

    [Fact]
    public void Cut_at_every_byte_of_the_last_record_it_opens_says_so_and_goes_on()
    {
        using (var file = Open())
        {
            file.Append([new StartEvent("test", "controller/a", 1)], 0);
            file.Append([new ReadBackEvent("d1", 1)], 1);
        }

        var path = JournalFiles.Of(_directory.Path, "controller-a").Single();
        var whole = File.ReadAllBytes(path);
        var first = Array.IndexOf(whole, (byte)'\n') + 1;
        for (var length = first + 1; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            var opened = Assert.IsType<JournalOpening.Opened>(JournalFile.Open(Options));
            using (opened.File)
            {
                Assert.Equal(
                    $"{path}: the last record was torn and is cut off ({length - first} bytes without a newline "
                        + $"after {first} good ones)",
                    opened.Notice
                );
                Assert.Null(opened.File.Append([new ReadBackEvent("d1", 9)], 2));
            }

            Assert.Null(Load().Fault);
            Assert.Equal([1, 2], Load().Lines.Select(l => l.Sequence));
        }
    }

    [Fact]
    public void An_altered_journal_is_refused()
    {
        using (var file = Open())
        {
            file.Append([new StartEvent("test", "controller/a", 1), new ReadBackEvent("d1", 1)], 0);
        }

        var path = JournalFiles.Of(_directory.Path, "controller-a").Single();
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"boot\":1", "\"boot\":2"));
        var refused = Assert.IsType<JournalOpening.Refused>(JournalFile.Open(Options));
        Assert.Equal(JournalFailureKind.Damaged, refused.Failure.Kind);
        Assert.Contains("line 1 is altered", refused.Failure.Message);
        Assert.Contains("move the journal's files away", refused.Failure.Message);
    }

    [Fact]
    public void The_journal_of_another_cluster_is_refused()
    {
        using (var file = Open())
        {
            file.Append([new StartEvent("test", "controller/a", 1)], 0);
        }

        var refused = Assert.IsType<JournalOpening.Refused>(JournalFile.Open(Options with { Cluster = "other" }));
        Assert.Equal(JournalFailureKind.OtherCluster, refused.Failure.Kind);
    }

    [Fact]
    public void A_second_writer_is_refused_while_the_first_is_open()
    {
        using (Open())
        {
            var refused = Assert.IsType<JournalOpening.Refused>(JournalFile.Open(Options));
            Assert.Equal(JournalFailureKind.InUse, refused.Failure.Kind);
        }

        Open().Dispose();
    }

    [Fact]
    public void A_directory_that_cannot_be_is_refused()
    {
        var blocker = _directory.File("blocker");
        File.WriteAllText(blocker, "");
        var options = Options with { Directory = Path.Combine(blocker, "below") };
        var refused = Assert.IsType<JournalOpening.Refused>(JournalFile.Open(options));
        Assert.Equal(JournalFailureKind.Unwritable, refused.Failure.Kind);
    }

    [Fact]
    public void A_full_disk_records_nothing_and_the_same_events_can_be_given_again()
    {
        using var file = Open();
        file.Append([new StartEvent("test", "controller/a", 1)], 0);
        _disk.PartialWrite = new IOException("No space left on device", 28);
        var failure = file.Append([new ReadBackEvent("d1", 1)], 1);
        Assert.Equal(JournalFailureKind.DiskFull, failure!.Kind);
        Assert.Equal(1, file.Tip.Sequence);

        Assert.Null(file.Append([new ReadBackEvent("d1", 1)], 2));
        Assert.Null(Load().Fault);
        Assert.Equal([0, 2], Load().Lines.Select(l => l.At));
    }

    [Fact]
    public void After_a_failed_flush_the_handle_is_given_up_and_the_records_are_written_again()
    {
        using var file = Open();
        file.Append([new StartEvent("test", "controller/a", 1)], 0);
        var distrusted = _disk.Last;
        _disk.FailingFlush = new IOException("Input/output error", 5);
        Assert.Equal(JournalFailureKind.NotDurable, file.Append([new ReadBackEvent("d1", 1)], 1)!.Kind);
        Assert.True(distrusted!.IsClosed);

        Assert.Null(file.Append([new ReadBackEvent("d1", 1)], 1));
        Assert.NotSame(distrusted, _disk.Last);
        Assert.Equal((3, 2), (_disk.Writes, _disk.Flushes));
        Assert.Equal([1, 2], Load().Lines.Select(l => l.Sequence));
    }

    [Fact]
    public void The_port_tells_the_loop_why_in_words()
    {
        using var file = Open();
        _disk.FailingFlush = new IOException("Input/output error", 5);
        var why = ((IJournalPort)file).Append([new ReadBackEvent("d1", 1)], 1);
        Assert.Equal($"{file.Path} could not be flushed to disk: Input/output error", why);
    }

    [Fact]
    public void A_file_that_someone_cut_below_what_was_durable_is_not_written_again()
    {
        using var file = Open();
        file.Append([new StartEvent("test", "controller/a", 1)], 0);
        _disk.FailingFlush = new IOException("Input/output error", 5);
        file.Append([new ReadBackEvent("d1", 1)], 1);
        File.WriteAllText(file.Path, "");
        Assert.Equal(JournalFailureKind.Damaged, file.Append([new ReadBackEvent("d1", 1)], 1)!.Kind);
    }

    [Fact]
    public void Files_are_bounded_in_size_and_number_and_the_chain_goes_on_across_them()
    {
        var options = Options with { FileBytesMax = 400, FilesKept = 3 };
        using (var file = Open(options))
        {
            for (var i = 1; i <= 30; i++)
            {
                Assert.Null(file.Append([new ReadBackEvent("d1", i)], i));
            }
        }

        var paths = JournalFiles.Of(_directory.Path, "controller-a");
        Assert.Equal(3, paths.Count);
        Assert.All(paths, p => Assert.InRange(new FileInfo(p).Length, 1, 400));
        var journal = Load();
        Assert.Null(journal.Fault);
        Assert.Equal(30, journal.Lines[^1].Sequence);

        using var again = Open(options);
        Assert.Equal(30, again.Tip.Sequence);
    }

    [Fact]
    public void A_file_that_is_missing_between_two_others_is_a_deletion()
    {
        using (var file = Open(Options with { FileBytesMax = 400 }))
        {
            for (var i = 1; i <= 6; i++)
            {
                file.Append([new ReadBackEvent("d1", i)], i);
            }
        }

        var paths = JournalFiles.Of(_directory.Path, "controller-a");
        File.Delete(paths[1]);
        var journal = Load();
        Assert.Equal(JournalFaultKind.Deleted, journal.Fault!.Kind);
        Assert.Equal(paths[2], journal.FaultIn);
    }

    [Fact]
    public void A_crash_after_the_rotation_and_before_its_first_record_loses_nothing()
    {
        using (var file = Open(Options with { FileBytesMax = 100 }))
        {
            file.Append([new StartEvent("test", "controller/a", 1)], 0);
            _disk.PartialWrite = new IOException("killed", 5);
            Assert.NotNull(file.Append([new ReadBackEvent("d1", 1)], 1));
        }

        Assert.Equal(2, JournalFiles.Of(_directory.Path, "controller-a").Count);
        using (var file = Open())
        {
            Assert.Equal(1, file.Tip.Sequence);
            Assert.Null(file.Append([new ReadBackEvent("d1", 1)], 1));
        }

        Assert.Null(Load().Fault);
        Assert.Equal([1, 2], Load().Lines.Select(l => l.Sequence));
    }

    [Fact]
    public void A_journal_can_be_read_while_it_is_written()
    {
        using var file = Open();
        file.Append([new StartEvent("test", "controller/a", 1)], 0);
        Assert.Single(Load().Lines);
        Assert.Null(file.Append([new ReadBackEvent("d1", 1)], 1));
        Assert.Equal(2, Load().Lines.Count);
    }

    public void Dispose() => _directory.Dispose();

    private JournalFile Open(JournalOptions? options = null) =>
        Assert.IsType<JournalOpening.Opened>(JournalFile.Open(options ?? Options)).File;

    private LoadedJournal Load() => JournalFiles.Load(JournalFiles.Of(_directory.Path, "controller-a"))[0];

    /// <summary>Fails once when told to; a failing write leaves a part behind.</summary>
    private sealed class FlakyDisk : JournalDisk
    {
        public IOException? PartialWrite { get; set; }

        public IOException? FailingFlush { get; set; }

        public int Writes { get; private set; }

        public int Flushes { get; private set; }

        public SafeFileHandle? Last { get; private set; }

        public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
        {
            Last = file;
            Writes++;
            var failure = PartialWrite;
            PartialWrite = null;
            base.Write(file, failure is null ? bytes : bytes[..(bytes.Length / 2)], offset);
            if (failure is not null)
            {
                throw failure;
            }
        }

        public override void Flush(SafeFileHandle file)
        {
            var failure = FailingFlush;
            FailingFlush = null;
            if (failure is not null)
            {
                throw failure;
            }

            Flushes++;
            base.Flush(file);
        }
    }
}
