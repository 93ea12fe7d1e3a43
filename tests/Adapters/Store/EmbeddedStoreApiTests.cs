using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>The HTTP face as curl sees it: Consul 1.8.7's shapes, texts and headers.</summary>
public sealed class EmbeddedStoreApiTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private LoopbackStore? _server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await LoopbackStore.StartAsync();
        _http.BaseAddress = _server.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task A_key_has_Consuls_fields_in_Consuls_order()
    {
        Assert.Equal("true", await PutAsync("v1/kv/a?flags=7", "one"));

        using var response = await _http.GetAsync("v1/kv/a", Cancel);

        Assert.Equal(
            """[{"LockIndex":0,"Key":"a","Flags":7,"Value":"b25l","CreateIndex":2,"ModifyIndex":2}]""",
            await response.Content.ReadAsStringAsync(Cancel)
        );
        Assert.Equal(
            ("2", "true", "0"),
            (
                Header(response, "X-Consul-Index"),
                Header(response, "X-Consul-KnownLeader"),
                Header(response, "X-Consul-LastContact")
            )
        );
        Assert.Equal(new MediaTypeHeaderValue("application/json"), response.Content.Headers.ContentType);
    }

    [Fact]
    public async Task A_missing_key_is_404_with_an_index_of_at_least_one()
    {
        using var response = await _http.GetAsync("v1/kv/none", Cancel);

        Assert.Equal((HttpStatusCode.NotFound, "1"), (response.StatusCode, Header(response, "X-Consul-Index")));
    }

    [Fact]
    public async Task Raw_keys_and_an_empty_value_look_as_in_Consul()
    {
        await PutAsync("v1/kv/t/a", "one");
        await PutAsync("v1/kv/t/b", "");

        Assert.Equal("one", await _http.GetStringAsync("v1/kv/t/a?raw", Cancel));
        Assert.Equal("""["t/a","t/b"]""", await _http.GetStringAsync("v1/kv/t/?keys", Cancel));
        Assert.Contains("\"Value\":null", await _http.GetStringAsync("v1/kv/t/b", Cancel));
    }

    [Fact]
    public async Task Cas_and_delete_answer_true_or_false()
    {
        Assert.Equal("true", await PutAsync("v1/kv/a?cas=0", "one"));
        Assert.Equal("false", await PutAsync("v1/kv/a?cas=0", "two"));
        Assert.Equal("false", await DeleteAsync("v1/kv/a?cas=9"));
        Assert.Equal("true", await DeleteAsync("v1/kv/a?cas=2"));
        Assert.Equal("true", await DeleteAsync("v1/kv/a"));
        Assert.Equal("true", await DeleteAsync("v1/kv/?recurse"));
    }

    [Fact]
    public async Task A_transaction_answers_its_writes_or_all_its_errors()
    {
        var (status, body) = await TxnAsync(
            """[{"KV":{"Verb":"set","Key":"a","Value":"eA=="}},{"KV":{"Verb":"check-not-exists","Key":"b"}}]"""
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """{"Results":[{"KV":{"LockIndex":0,"Key":"a","Flags":0,"Value":null,"CreateIndex":2,"ModifyIndex":2}}],"Errors":null}""",
            body
        );

        (status, body) = await TxnAsync(
            """[{"KV":{"Verb":"check-index","Key":"a","Index":1}},{"KV":{"Verb":"foo","Key":"a"}}]"""
        );
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("\"OpIndex\":1", body);
    }

    [Theory]
    [InlineData("v1/kv/a?index=x", "Invalid index")]
    [InlineData("v1/kv/a?index=1&wait=soon", "Invalid wait time")]
    [InlineData("v1/kv/a?index=1&wait=10", "Invalid wait time")]
    [InlineData("v1/kv/a?stale&consistent", "Cannot specify ?stale with ?consistent")]
    [InlineData("v1/kv/", "Missing key name")]
    [InlineData("v1/kv/a%2Fb", "U+0025")]
    [InlineData("v1/kv/a%20b", "U+0020")]
    public async Task A_read_that_makes_no_sense_is_a_400_that_says_why(string path, string why)
    {
        using var response = await _http.GetAsync(path, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(why, await response.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""[{"KV":{"Verb":"set","Key":"a","Value":"%"}}]""")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[")]
    public async Task A_transaction_that_is_no_JSON_of_the_right_shape_is_a_400(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await TxnAsync(body)).Status);

    [Theory]
    [InlineData("""[null]""", "only KV")]
    [InlineData("""[{"Session":{}}]""", "only KV")]
    [InlineData("""[{"KV":{"Verb":"set","Value":"eA=="}}]""", "Must provide key")]
    [InlineData("""[{"KV":{"Key":"a"}}]""", "unknown KV verb")]
    [InlineData("""[{"KV":{"Verb":"set","Key":"a/../b"}}]""", "must not be empty")]
    public async Task An_operation_that_makes_no_sense_rolls_the_transaction_back(string body, string why)
    {
        var (status, text) = await TxnAsync(body);

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains(why, text);
    }

    [Fact]
    public async Task Too_many_operations_and_too_large_bodies_are_413()
    {
        var many = string.Join(',', Enumerable.Repeat("""{"KV":{"Verb":"set","Key":"a"}}""", 65));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await TxnAsync($"[{many}]")).Status);

        using var body = new ByteArrayContent(new byte[(512 * 1024) + 1]);
        using var response = await _http.PutAsync("v1/kv/a", body, Cancel);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("max size: 524288 bytes", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Status_and_self_say_who_answers()
    {
        Assert.Equal("\"127.0.0.1:8300\"", await _http.GetStringAsync("v1/status/leader", Cancel));
        Assert.Equal("[\"127.0.0.1:8300\"]", await _http.GetStringAsync("v1/status/peers", Cancel));
        Assert.Contains("\"Version\":\"failoverd-embedded\"", await _http.GetStringAsync("v1/agent/self", Cancel));
    }

    [Fact]
    public async Task A_host_that_stops_does_not_wait_for_its_blocking_reads()
    {
        await PutAsync("v1/kv/a", "one");
        var waiting = _http.GetStringAsync("v1/kv/a?index=2&wait=5m", Cancel);

        await _server!.StopAsync().WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        // Either what is there, or a closed connection when the request had not come in yet.
        try
        {
            Assert.Contains("\"Key\":\"a\"", await waiting);
        }
        catch (HttpRequestException)
        {
            Assert.True(waiting.IsFaulted);
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.GetValues(name).Single();

    private async Task<string> PutAsync(string path, string value)
    {
        using var content = new StringContent(value);
        using var response = await _http.PutAsync(path, content, Cancel);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<string> DeleteAsync(string path)
    {
        using var response = await _http.DeleteAsync(path, Cancel);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<(HttpStatusCode Status, string Body)> TxnAsync(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _http.PutAsync("v1/txn", content, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
