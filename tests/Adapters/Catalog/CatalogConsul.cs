using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.Daemon.Sandbox.Consul;
using FailoverCtl.Store.Consul;
using FailoverCtl.Tests.Adapters.Store;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Catalog;

/// <summary>A real Consul server of a test class's own.</summary>
internal sealed class CatalogConsul : IAsyncDisposable
{
    private static readonly IPAddress Host = IPAddress.Parse("127.0.8.1");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly SpawnThread _spawn = new();
    private readonly Child _child;
    private readonly HttpClient _http = new();

    private CatalogConsul(string program, int portShift, JsonObject? more)
    {
        Address = new Uri($"http://{ConsulServer.Http(Host, portShift)}");
        _child = ConsulServer.Child(program, "n1", Host, [Host], portShift, _directory.Path, more);
    }

    public Uri Address { get; }

    /// <param name="portShift">Another one for each server that may run at the same time.</param>
    public static async Task<CatalogConsul> StartAsync(int portShift, JsonObject? more = null, string? token = null)
    {
        var program = ConsulProgram.Find();
        if (program is null && Environment.GetEnvironmentVariable("FAILOVERCTL_REQUIRE_SERVERS") == "1")
        {
            Assert.Fail($"FAILOVERCTL_REQUIRE_SERVERS=1, but {ConsulProgram.Missing}");
        }

        Assert.SkipWhen(program is null, ConsulProgram.Missing);
        var consul = new CatalogConsul(program!, portShift, more);
        consul._spawn.Do(consul._child.Start);
        // A write that passes through the log: there is a leader, and with ACLs the token is known.
        await Eventually(async () => (await consul.PutAsync("v1/kv/up", "x", token)).IsSuccessStatusCode);
        return consul;
    }

    public async ValueTask DisposeAsync()
    {
        _child.KillAndWait();
        _http.Dispose();
        await Task.Run(_directory.Dispose);
    }

    /// <summary>Patient time limits: the machine that runs the tests may be busy.</summary>
    public ConsulOptions Options(string? token = null, string? tokenFile = null) =>
        new()
        {
            Servers = [Address],
            Token = token,
            TokenFile = tokenFile,
            ReadLimit = TimeSpan.FromSeconds(20),
            CommitLimit = TimeSpan.FromSeconds(20),
            PutLimit = TimeSpan.FromSeconds(20),
        };

    public ConsulKeyValueStore Store(string? token = null) => new(Options(token), TimeProvider.System);

    public Task<HttpResponseMessage> PutAsync(string path, object? body = null, string? token = null) =>
        SendAsync(HttpMethod.Put, path, body, token);

    public async Task<JsonNode> GetAsync(string path, string? token = null)
    {
        using var reply = await SendAsync(HttpMethod.Get, path, null, token);
        reply.EnsureSuccessStatusCode();
        return (await reply.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public async Task DeleteAsync(string path, string? token = null)
    {
        using var reply = await SendAsync(HttpMethod.Delete, path, null, token);
        reply.EnsureSuccessStatusCode();
    }

    /// <summary>What `consul maint -service=ID` does.</summary>
    public async Task MaintainAsync(string serviceId, string? reason, string? token = null)
    {
        var how = reason is null ? "enable=false" : $"enable=true&reason={Uri.EscapeDataString(reason)}";
        using var reply = await PutAsync($"v1/agent/service/maintenance/{serviceId}?{how}", null, token);
        reply.EnsureSuccessStatusCode();
    }

    public static async Task Eventually(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not up yet.
            }

            await Task.Delay(20, limit.Token);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, string? token)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path));
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text),
            _ => JsonContent.Create(body, new MediaTypeHeaderValue("application/json")),
        };
        if (token is not null)
        {
            request.Headers.Add("X-Consul-Token", token);
        }

        return await _http.SendAsync(request);
    }
}
