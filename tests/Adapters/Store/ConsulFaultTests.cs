using FailoverCtl.Domain.Collections;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>What the Consul client makes of servers that lie, stall, break off or answer in the wrong words.</summary>
public class ConsulFaultTests
{
    private const string Token = "secret-token-1234";
    private static readonly Transaction Write = Transaction.Of(new StoreOperation.Set("a", "x"u8.ToArray()));
    private static readonly string[] ReadHeaders = ["X-Consul-Index: 7", "X-Consul-KnownLeader: true"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_unknown_and_was_sent_once()
    {
        await using var server = new FakeServer((string?)null);
        using var store = Client(server.Address);

        var failure = await CommitFailureAsync(store);

        Assert.Equal(StoreFailureKind.Unreachable, failure.Kind);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_commit_on_a_kept_connection_that_dies_under_it_is_sent_once()
    {
        // The first request warms the connection up: on a kept one HttpClient would like to try again by itself.
        var committed = FakeServer.Reply(
            "200 OK",
            """{"Results":[{"KV":{"Key":"a","ModifyIndex":5}}],"Errors":null}"""
        );
        var asked = 0;
        await using var server = new FakeServer(_ =>
            Task.FromResult(Interlocked.Increment(ref asked) == 1 ? committed : null)
        );
        using var store = Client(server.Address);
        var first = await store.CommitAsync(Write, Cancel);
        Assert.Equal(new CommitOutcome.Committed([5UL]), first);

        Assert.Equal(StoreFailureKind.Unreachable, (await CommitFailureAsync(store)).Kind);

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_put_of_nothing_on_a_kept_connection_that_dies_under_it_is_sent_once()
    {
        var asked = 0;
        await using var server = new FakeServer(_ =>
            Task.FromResult(Interlocked.Increment(ref asked) == 1 ? FakeServer.Reply("200 OK", "true") : null)
        );
        using var store = Client(server.Address);
        Assert.Null(await store.PutAsync("a", default, Cancel));

        Assert.NotNull(await store.PutAsync("a", default, Cancel));

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_hung_server_costs_one_time_limit_and_the_next_call_goes_to_the_next_server()
    {
        await using var hung = new FakeServer(_ => new TaskCompletionSource<string?>().Task);
        await using var alive = new FakeServer(
            FakeServer.Reply("200 OK", """{"Results":[{"KV":{"Key":"a","ModifyIndex":5}}],"Errors":null}""")
        );
        using var store = Client(hung.Address, alive.Address);

        var failure = await CommitFailureAsync(store);
        Assert.Equal(StoreFailureKind.TimedOut, failure.Kind);
        Assert.Contains("within 400 ms", failure.Message);
        Assert.Contains(hung.Address.Authority, failure.Message);

        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(Write, Cancel));
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(Write, Cancel));
        Assert.Single(hung.Requests);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable_and_the_next_is_asked()
    {
        await using var alive = new FakeServer(FakeServer.Reply("404 Not Found", "", ReadHeaders));
        using var store = Client(new Uri("http://127.0.0.1:1"), alive.Address);

        Assert.Equal(StoreFailureKind.Unreachable, (await CommitFailureAsync(store)).Kind);
        Assert.IsType<ReadOutcome.Answered>(await ReadAsync(store));
        Assert.Single(alive.Requests);
    }

    [Fact]
    public async Task Stale_reads_go_to_another_server_than_the_rest()
    {
        await using var first = new FakeServer(FakeServer.Reply("404 Not Found", "", ReadHeaders));
        await using var second = new FakeServer(FakeServer.Reply("404 Not Found", "", ReadHeaders));
        using var store = Client(first.Address, second.Address);

        await store.ReadAsync(KeyQuery.One("a"), ReadMode.Consistent, Cancel);
        await store.ReadAsync(KeyQuery.One("a"), ReadMode.Stale, Cancel);

        Assert.StartsWith("GET /v1/kv/a?consistent HTTP/1.1", Assert.Single(first.Requests));
        Assert.StartsWith("GET /v1/kv/a?stale HTTP/1.1", Assert.Single(second.Requests));
    }

    [Theory]
    [InlineData("500 Internal Server Error", "rpc error making call: EOF", StoreFailureKind.NoLeader)]
    [InlineData("429 Too Many Requests", "slow down", StoreFailureKind.Slow)]
    [InlineData("503 Service Unavailable", "", StoreFailureKind.Slow)]
    [InlineData("401 Unauthorized", "", StoreFailureKind.Refused)]
    [InlineData("403 Forbidden", "Permission denied", StoreFailureKind.Refused)]
    [InlineData("413 Payload Too Large", "", StoreFailureKind.TooLarge)]
    [InlineData("502 Bad Gateway", "", StoreFailureKind.Unreachable)]
    [InlineData("301 Moved Permanently", "", StoreFailureKind.Malformed)]
    [InlineData("400 Bad Request", "Invalid index", StoreFailureKind.Malformed)]
    public async Task Each_status_has_its_kind_for_reads_commits_and_puts(
        string status,
        string body,
        StoreFailureKind kind
    )
    {
        await using var server = new FakeServer(FakeServer.Reply(status, body));
        using var store = Client(server.Address);

        var read = await ReadFailureAsync(store);
        var commit = await CommitFailureAsync(store);
        var put = await store.PutAsync("a", default, Cancel);

        Assert.Equal((kind, kind, kind), (read.Kind, commit.Kind, put!.Kind));
        Assert.Contains(body, read.Message);
        Assert.Contains(status[..3], read.Message);
    }

    [Theory]
    [InlineData("404 Not Found", "page not found", false)]
    [InlineData("200 OK", "<html>welcome</html>", false)]
    [InlineData("200 OK", "<html>welcome</html>", true)]
    [InlineData("200 OK", "", true)]
    [InlineData("200 OK", "[]", true)]
    [InlineData("200 OK", "null", true)]
    [InlineData("200 OK", "[null]", true)]
    [InlineData("200 OK", "[{\"Key\":\"a\",\"Value\":\"eA=", true)]
    [InlineData("200 OK", "[{\"Key\":\"a\",\"Value\":\"%\"}]", true)]
    [InlineData("200 OK", "[{\"Value\":\"eA==\"}]", true)]
    [InlineData("200 OK", "[{\"Key\":\"other\",\"Value\":\"eA==\"}]", true)]
    public async Task An_answer_that_is_not_Consuls_is_malformed_and_never_an_empty_key(
        string status,
        string body,
        bool withIndex
    )
    {
        await using var server = new FakeServer(FakeServer.Reply(status, body, withIndex ? ReadHeaders : []));
        using var store = Client(server.Address);

        Assert.Equal(StoreFailureKind.Malformed, (await ReadFailureAsync(store)).Kind);
    }

    [Theory]
    [InlineData("200 OK", "<html>welcome</html>")]
    [InlineData("200 OK", "{\"Results\":[]}")]
    [InlineData("200 OK", "{\"Results\":[{\"KV\":{\"Key\":\"b\",\"ModifyIndex\":5}}]}")]
    [InlineData("200 OK", "{\"Results\":[null]}")]
    [InlineData("409 Conflict", "{\"Errors\":[]}")]
    [InlineData("409 Conflict", "{\"Errors\":[{\"OpIndex\":1,\"What\":\"x\"}]}")]
    [InlineData("409 Conflict", "nope")]
    public async Task A_commit_answer_that_does_not_fit_the_transaction_is_unknown(string status, string body)
    {
        await using var server = new FakeServer(FakeServer.Reply(status, body));
        using var store = Client(server.Address);

        Assert.Equal(StoreFailureKind.Malformed, (await CommitFailureAsync(store)).Kind);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_unreachable_and_one_that_stalls_times_out()
    {
        var head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nX-Consul-Index: 7\r\n\r\n[{\"Key\":";
        var asked = 0;
        await using var server = new FakeServer(_ =>
            Task.FromResult<string?>(head + (Interlocked.Increment(ref asked) == 1 ? "" : "\"a\""))
        );
        await using var breaking = new FakeServer(_ =>
            Task.FromResult<string?>("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Consul-Index: 7\r\n\r\nzz\r\n")
        );

        using var stalled = Client(server.Address);
        using var broken = Client(breaking.Address);

        Assert.Equal(StoreFailureKind.TimedOut, (await ReadFailureAsync(stalled)).Kind);
        Assert.Equal(StoreFailureKind.Unreachable, (await ReadFailureAsync(broken)).Kind);
    }

    [Theory]
    [InlineData("Content-Length: 5000")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task An_answer_over_the_limit_is_not_read_to_its_end(string framing)
    {
        var body = framing[0] == 'C' ? new string(' ', 5000) : "1388\r\n" + new string(' ', 5000) + "\r\n0\r\n\r\n";
        await using var server = new FakeServer($"HTTP/1.1 200 OK\r\n{framing}\r\nX-Consul-Index: 7\r\n\r\n{body}");
        using var store = new ConsulKeyValueStore(
            new ConsulOptions { Servers = [server.Address], AnswerBytesMax = 4096 },
            TimeProvider.System
        );

        var failure = await ReadFailureAsync(store);

        Assert.Equal(StoreFailureKind.TooLarge, failure.Kind);
        Assert.Contains("more than 4096 bytes", failure.Message);
    }

    [Fact]
    public async Task A_connection_that_is_reset_in_the_middle_of_the_body_is_unreachable()
    {
        var half = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nX-Consul-Index: 7\r\n\r\n[{\"Key\":";
        await using var server = new FakeServer(half + FakeServer.Reset);
        using var store = Client(server.Address);

        Assert.Equal(StoreFailureKind.Unreachable, (await ReadFailureAsync(store)).Kind);
        Assert.Equal(StoreFailureKind.Unreachable, (await CommitFailureAsync(store)).Kind);
    }

    [Fact]
    public async Task A_chunked_body_that_stalls_times_out()
    {
        await using var server = new FakeServer(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Consul-Index: 7\r\n\r\n8\r\n[{\"Key\":\r\n"
        );
        using var store = Client(server.Address);

        var failure = await ReadFailureAsync(store);

        Assert.Equal(StoreFailureKind.TimedOut, failure.Kind);
        Assert.Contains("within 500 ms", failure.Message);
    }

    [Fact]
    public async Task The_token_goes_into_its_header_and_nowhere_else()
    {
        await using var server = new FakeServer(FakeServer.Reply("403 Forbidden", "Permission denied"));
        var options = new ConsulOptions { Servers = [server.Address], Token = Token };
        using var store = new ConsulKeyValueStore(options, TimeProvider.System);

        var failure = await ReadFailureAsync(store);

        var request = Assert.Single(server.Requests);
        Assert.Contains($"\r\nX-Consul-Token: {Token}\r\n", request);
        Assert.Equal(
            request.IndexOf(Token, StringComparison.Ordinal),
            request.LastIndexOf(Token, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(Token, failure.Message);
        Assert.DoesNotContain(Token, options.ToString());
    }

    [Fact]
    public async Task A_blocking_read_asks_with_index_and_wait_and_gives_Consul_its_sixteenth()
    {
        await using var server = new FakeServer(_ => new TaskCompletionSource<string?>().Task);
        using var store = Client(server.Address);

        var outcome = await store.WatchAsync(
            KeyQuery.Under("p/"),
            42,
            TimeSpan.FromMilliseconds(1600),
            ReadMode.Default,
            Cancel
        );

        Assert.StartsWith("GET /v1/kv/p/?index=42&wait=1600ms&recurse HTTP/1.1", Assert.Single(server.Requests));
        Assert.Contains("within 2200 ms", Assert.IsType<ReadOutcome.Failed>(outcome).Failure.Message);
    }

    private static ConsulKeyValueStore Client(params Uri[] servers) =>
        new(new ConsulOptions { Servers = servers.ToEquatableArray() }, TimeProvider.System);

    private static Task<ReadOutcome> ReadAsync(ConsulKeyValueStore store) =>
        store.ReadAsync(KeyQuery.One("a"), ReadMode.Default, Cancel);

    private static async Task<StoreFailure> ReadFailureAsync(ConsulKeyValueStore store) =>
        Assert.IsType<ReadOutcome.Failed>(await ReadAsync(store)).Failure;

    private static async Task<StoreFailure> CommitFailureAsync(ConsulKeyValueStore store) =>
        Assert.IsType<CommitOutcome.Failed>(await store.CommitAsync(Write, Cancel)).Failure;
}
