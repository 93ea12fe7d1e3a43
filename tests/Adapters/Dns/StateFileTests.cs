using FailoverCtl.Dns.State;
using FailoverCtl.Tests.Adapters.Store;
using FailoverCtl.Tests.Core.Dns;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

public sealed class StateFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory.File("dns.state");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_was_written_is_read()
    {
        Assert.Null(new StateFile(Path).Write(State(4)));
        Assert.Null(new StateFile(Path).Write(State(5)));
        var found = Assert.IsType<StateRead.Found>(new StateFile(Path).Read());
        Assert.Equal(
            (State(5).Entry, DnsWorld.Document.Hash, false),
            (found.State.Entry, found.State.Topology.Hash, found.KnownBehind)
        );
        Assert.Equal(DnsWorld.Document.Bytes.ToArray(), found.State.Topology.Bytes.ToArray());
        Assert.Equal([Path], Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public void No_file_is_missing_and_says_where() => AssertFailed(StateProblemKind.Missing, Path);

    [Fact]
    public void No_directory_is_missing() =>
        Assert.Equal(
            StateProblemKind.Missing,
            Assert.IsType<StateRead.Failed>(new StateFile(_directory.File("no/dns.state")).Read()).Problem.Kind
        );

    [Fact]
    public void A_file_cut_at_any_byte_is_refused_with_the_reason()
    {
        new StateFile(Path).Write(State(4));
        using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        for (var length = RandomAccess.GetLength(file) - 1; length >= 0; length--)
        {
            RandomAccess.SetLength(file, length);
            AssertFailed(StateProblemKind.Corrupt, $"{Path} has ");
        }
    }

    [Fact]
    public void A_file_with_any_byte_changed_is_refused()
    {
        new StateFile(Path).Write(State(4));
        var bytes = File.ReadAllBytes(Path);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 1;
            File.WriteAllBytes(Path, bytes);
            AssertFailed(StateProblemKind.Corrupt, "remove it");
            bytes[i] ^= 1;
        }
    }

    [Fact]
    public void A_file_with_a_byte_more_is_refused()
    {
        new StateFile(Path).Write(State(4));
        File.AppendAllText(Path, "\n");
        AssertFailed(StateProblemKind.Corrupt, "it was cut or added to");
    }

    [Fact]
    public void A_half_written_new_state_leaves_the_old_one()
    {
        new StateFile(Path).Write(State(4));
        File.WriteAllText(Path + ".new", "failoverctl-dns-state 1 topo");
        Assert.Equal(4, Assert.IsType<StateRead.Found>(new StateFile(Path).Read()).State.Entry.Epoch);
    }

    [Fact]
    public void A_full_disk_is_said_to_be_full_and_the_old_state_stays()
    {
        var file = new StateFile(Path);
        file.Write(State(4));
        FillDisk(Path);
        var problem = file.Write(State(5));
        Assert.Equal(StateProblemKind.DiskFull, problem!.Kind);
        Assert.Contains("free some space", problem.Sentence, StringComparison.Ordinal);
        Assert.Equal(4, Assert.IsType<StateRead.Found>(file.Read()).State.Entry.Epoch);
    }

    [Fact]
    public void A_directory_that_is_gone_is_unwritable() =>
        Assert.Equal(StateProblemKind.Unwritable, new StateFile(_directory.File("no/dns.state")).Write(State(4))!.Kind);

    [Fact]
    public void A_state_set_aside_is_read_as_known_to_be_behind_until_the_next_write()
    {
        var file = new StateFile(Path);
        Assert.False(file.TrySetAside());
        file.Write(State(4));
        Assert.True(file.TrySetAside());
        Assert.True(file.TrySetAside());
        Assert.True(Assert.IsType<StateRead.Found>(file.Read()).KnownBehind);
        file.Write(State(5));
        Assert.False(Assert.IsType<StateRead.Found>(file.Read()).KnownBehind);
        Assert.Equal([Path], Directory.GetFiles(_directory.Path));
    }

    /// <summary>The temporary file of the next write becomes a device on which no byte has room.</summary>
    internal static void FillDisk(string path) => File.CreateSymbolicLink(path + ".new", "/dev/full");

    private static SavedState State(long epoch) => new(DnsWorld.Document, DnsWorld.Entry(epoch, ("www/gra/v4", 0)));

    private void AssertFailed(StateProblemKind kind, string part)
    {
        var problem = Assert.IsType<StateRead.Failed>(new StateFile(Path).Read()).Problem;
        Assert.Equal(kind, problem.Kind);
        Assert.Contains(part, problem.Sentence, StringComparison.Ordinal);
    }
}
