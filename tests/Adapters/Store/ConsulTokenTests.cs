using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>A token that is exchanged or revoked while the process runs (F-19), and where it must never appear (SEC-14, SEC-20).</summary>
public sealed class ConsulTokenTests : IDisposable
{
    private const string Old = "canary-old-1111";
    private const string New = "canary-new-2222";

    private static readonly Transaction Write = Transaction.Of(new StoreOperation.Set("a", "x"u8.ToArray()));

    private readonly TemporaryDirectory _directory = new();

    private string TokenFile => _directory.File("token");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_read_with_a_revoked_token_goes_through_with_the_one_that_lies_in_the_file_by_now()
    {
        await using var server = Accepting(New);
        using var store = Store(server, Old);
        Put(New);

        Assert.IsType<ReadOutcome.Answered>(await ReadAsync(store));

        Assert.Equal([Old, New], server.Requests.Select(TokenOf));
    }

    [Fact]
    public async Task A_commit_with_a_revoked_token_is_sent_once_and_the_next_one_has_the_new_token()
    {
        await using var server = Accepting(New);
        using var store = Store(server, Old);
        Put(New);

        var first = Assert.IsType<CommitOutcome.Failed>(await store.CommitAsync(Write, Cancel));
        Assert.Equal(StoreFailureKind.Refused, first.Failure.Kind);
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(Write, Cancel));

        Assert.Equal([Old, New], server.Requests.Select(TokenOf));
    }

    [Fact]
    public async Task A_token_that_is_exchanged_while_the_old_one_still_works_is_used_within_a_second()
    {
        var time = new SteppedTime();
        await using var server = Accepting(Old, New);
        using var store = Store(server, Old, time);
        Put(New);

        await ReadAsync(store);
        time.Step(TimeSpan.FromMilliseconds(999));
        await ReadAsync(store);
        time.Step(TimeSpan.FromMilliseconds(1));
        await ReadAsync(store);

        Assert.Equal([Old, Old, New], server.Requests.Select(TokenOf));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("two words")]
    [InlineData("open")]
    [InlineData("gone")]
    public async Task A_file_that_cannot_be_used_changes_nothing_and_nobody_falls_back_to_anonymous(string content)
    {
        await using var server = Accepting(New);
        using var store = Store(server, Old);
        Put(content, content == "open" ? UnixFileMode.OtherRead : UnixFileMode.None);
        if (content == "gone")
        {
            File.Delete(TokenFile);
        }

        var failure = Assert.IsType<ReadOutcome.Failed>(await ReadAsync(store)).Failure;
        await store.CommitAsync(Write, Cancel);
        await store.PutAsync("a", default, Cancel);

        Assert.Equal(StoreFailureKind.Refused, failure.Kind);
        Assert.Contains(TokenFile, failure.Message);
        Assert.Equal([Old, Old, Old], server.Requests.Select(TokenOf));
    }

    [Fact]
    public async Task A_refused_token_is_one_request_a_call_and_no_loop()
    {
        await using var server = Accepting(New);
        using var store = Store(server, Old);

        for (var call = 0; call < 5; call++)
        {
            Assert.IsType<ReadOutcome.Failed>(await ReadAsync(store));
        }

        Assert.Equal(5, server.Requests.Count);
    }

    [Theory]
    [InlineData("200 OK")]
    [InlineData("400 Bad Request")]
    [InlineData("403 Forbidden")]
    [InlineData("404 Not Found")]
    [InlineData("409 Conflict")]
    [InlineData("429 Too Many Requests")]
    [InlineData("500 Internal Server Error")]
    [InlineData("503 Service Unavailable")]
    public async Task A_server_that_echoes_the_request_brings_the_token_into_no_message(string status)
    {
        foreach (var fill in new[] { "", new string('.', 190) })
        {
            await using var server = new FakeServer(request =>
                Task.FromResult<string?>(FakeServer.Reply(status, fill + TokenOf(request) + request))
            );
            using var store = Store(server, Old);

            var read = Assert.IsType<ReadOutcome.Failed>(await ReadAsync(store)).Failure;
            var commit = Assert.IsType<CommitOutcome.Failed>(await store.CommitAsync(Write, Cancel)).Failure;
            var put = await store.PutAsync("a", default, Cancel);

            Assert.All(
                new[] { read.ToString(), commit.ToString(), put!.ToString() },
                text => Assert.DoesNotContain("canary", text)
            );
        }
    }

    [Fact]
    public async Task The_token_is_in_its_header_and_nowhere_else_in_the_request()
    {
        await using var server = Accepting(Old);
        using var store = Store(server, Old);

        await ReadAsync(store);
        await store.CommitAsync(Write, Cancel);

        Assert.All(server.Requests, request => Assert.Equal(2, request.Split(Old).Length));
        Assert.DoesNotContain("canary", new ConsulToken(Old, null, TimeProvider.System).ToString());
    }

    private static FakeServer Accepting(params string[] tokens) =>
        new(request =>
            Task.FromResult<string?>(
                !tokens.Contains(TokenOf(request)) ? FakeServer.Reply("403 Forbidden", "ACL not found")
                : request.StartsWith("GET", StringComparison.Ordinal)
                    ? FakeServer.Reply("404 Not Found", "", "X-Consul-Index: 7")
                : FakeServer.Reply("200 OK", """{"Results":[{"KV":{"Key":"a","ModifyIndex":5}}],"Errors":null}""")
            )
        );

    private static string TokenOf(string request) =>
        request.Split("\r\nX-Consul-Token: ") is [_, var rest] ? rest.Split("\r\n")[0] : "anonymous";

    private static Task<ReadOutcome> ReadAsync(ConsulKeyValueStore store) =>
        store.ReadAsync(KeyQuery.One("a"), ReadMode.Consistent, Cancel);

    private ConsulKeyValueStore Store(FakeServer server, string token, TimeProvider? time = null)
    {
        Put(token);
        return new ConsulKeyValueStore(
            new ConsulOptions
            {
                Servers = [server.Address],
                Token = token,
                TokenFile = TokenFile,
            },
            time ?? TimeProvider.System
        );
    }

    private void Put(string token, UnixFileMode others = UnixFileMode.None) =>
        _directory.Secret("token", token, others);

    /// <summary>A clock that stands still until it is stepped; its timers are the machine's.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Step(TimeSpan by) => _ticks += by.Ticks;
    }
}
