using FailoverCtl.Dns.Signing;
using FailoverCtl.Tests.Adapters.Store;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

public sealed class TsigKeyFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static string Text => RealSecondary.KeyText();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_file_of_its_owner_alone_is_read()
    {
        var read = Assert.IsType<TsigKeyReading.Understood>(TsigKeyFile.Read(_directory.Secret("keys", Text)));
        Assert.Equal(["other.example.net"], read.Keys.Names);
        Assert.NotNull(read.Keys.Find("OTHER.example.net."));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void A_file_that_others_can_get_at_is_refused(UnixFileMode others) =>
        AssertRefused(_directory.Secret("keys", Text, others), "chmod 600");

    [Fact]
    public void A_file_that_is_not_there_is_refused_by_its_path() => AssertRefused(_directory.File("none"), "none");

    [Fact]
    public void A_file_that_is_too_long_for_keys_is_refused_unread() =>
        AssertRefused(_directory.Secret("keys", new string('#', 70_000)), "70000 bytes");

    private static void AssertRefused(string path, string reason)
    {
        var refused = Assert.IsType<TsigKeyReading.Refused>(TsigKeyFile.Read(path));
        Assert.Contains(reason, refused.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(RealSecondary.Secret, refused.Sentence, StringComparison.Ordinal);
    }
}
