using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>A real Consul that wants tokens and certificates.</summary>
public sealed class RealConsulAccessTests : IDisposable
{
    private const string Management = "5b7e2c1a-0000-4000-8000-00000000cafe";

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_token_is_revoked_and_exchanged_while_the_client_runs()
    {
        await using var consul = await RealConsul.StartAsync(
            "127.0.7.3",
            static _ =>
                new()
                {
                    ["acl"] = new JsonObject
                    {
                        ["enabled"] = true,
                        ["default_policy"] = "deny",
                        ["tokens"] = new JsonObject { ["master"] = Management },
                    },
                },
            static server => new() { Servers = [server], Token = Management }
        );
        using var http = new HttpClient { BaseAddress = consul.Address };
        http.DefaultRequestHeaders.Add("X-Consul-Token", Management);
        var first = await IssueAsync(
            http,
            "service_prefix \"\" { policy = \"read\" } key_prefix \"f/\" { policy = \"write\" }"
        );
        var file = _directory.Secret("token", first.Secret);
        using var store = new ConsulKeyValueStore(
            new ConsulOptions
            {
                Servers = [consul.Address],
                Token = first.Secret,
                TokenFile = file,
            },
            TimeProvider.System
        );

        Assert.Null(await store.PutAsync("f/a", "x"u8.ToArray(), Cancel));
        var elsewhere = await store.PutAsync("g/a", "x"u8.ToArray(), Cancel);
        Assert.Equal(StoreFailureKind.Refused, elsewhere?.Kind);

        (await http.DeleteAsync($"v1/acl/token/{first.Accessor}", Cancel)).EnsureSuccessStatusCode();
        var revoked = Assert.IsType<ReadOutcome.Failed>(await ReadAsync(store)).Failure;
        Assert.Equal(StoreFailureKind.Refused, revoked.Kind);
        Assert.DoesNotContain(first.Secret, revoked.Message);

        var second = await IssueAsync(http, "key_prefix \"f/\" { policy = \"read\" }");
        _directory.Secret("token", second.Secret);
        Assert.Single(Assert.IsType<ReadOutcome.Answered>(await ReadAsync(store)).Answer.Values);
        Assert.Equal(StoreFailureKind.Refused, (await store.PutAsync("f/a", "y"u8.ToArray(), Cancel))?.Kind);
    }

    [Fact]
    public async Task A_server_that_wants_certificates_gets_ours_and_refuses_us_without_one()
    {
        using var authority = new TestAuthority("Consul test CA");
        var ca = _directory.Secret("ca.pem", authority.Certificate.ExportCertificatePem());
        var (serverCertificate, serverKey) = Write("server", authority.Issue("server.failoverctl.consul"));
        var (ownCertificate, ownKey) = Write("operator", authority.Issue("operator"));
        var flags = new Dictionary<ConsulSetting, string>
        {
            [ConsulSetting.CaFile] = ca,
            [ConsulSetting.ClientCertificate] = ownCertificate,
            [ConsulSetting.ClientKey] = ownKey,
            [ConsulSetting.TlsServerName] = "server.failoverctl.consul",
        };

        await using var consul = await RealConsul.StartAsync(
            "127.0.7.4",
            shift =>
                new()
                {
                    ["ca_file"] = ca,
                    ["cert_file"] = serverCertificate,
                    ["key_file"] = serverKey,
                    ["verify_incoming_https"] = true,
                    ["ports"] = new JsonObject
                    {
                        ["http"] = -1,
                        ["https"] = 8500 + shift,
                        ["server"] = 8300 + shift,
                        ["serf_lan"] = 8301 + shift,
                        ["serf_wan"] = -1,
                        ["dns"] = -1,
                        ["grpc"] = -1,
                    },
                },
            server => Options(flags, server)
        );

        using (var known = new ConsulKeyValueStore(Options(flags, consul.Address), TimeProvider.System))
        {
            Assert.Null(await known.PutAsync("f/a", "x"u8.ToArray(), Cancel));
        }

        flags.Remove(ConsulSetting.ClientCertificate);
        flags.Remove(ConsulSetting.ClientKey);
        using var unknown = new ConsulKeyValueStore(Options(flags, consul.Address), TimeProvider.System);
        var refused = Assert.IsType<ReadOutcome.Failed>(await ReadAsync(unknown)).Failure;
        Assert.Contains("CONSUL_CLIENT_CERT", refused.Message);
        Assert.Equal(StoreFailureKind.Untrusted, refused.Kind);
    }

    private static ConsulOptions Options(Dictionary<ConsulSetting, string> flags, Uri server) =>
        Assert
            .IsType<ConsulReading.Understood>(
                ConsulSettings.Read(
                    s => s == ConsulSetting.Address ? server.ToString() : flags.GetValueOrDefault(s),
                    static _ => null
                )
            )
            .Options with
        {
            ReadLimit = TimeSpan.FromSeconds(20),
        };

    private static Task<ReadOutcome> ReadAsync(ConsulKeyValueStore store) =>
        store.ReadAsync(KeyQuery.One("f/a"), ReadMode.Consistent, Cancel);

    private static async Task<(string Accessor, string Secret)> IssueAsync(HttpClient http, string rules)
    {
        var name = $"p{Guid.NewGuid():n}";
        await PutAsync(http, "v1/acl/policy", new() { ["Name"] = name, ["Rules"] = rules });
        var token = await PutAsync(
            http,
            "v1/acl/token",
            new() { ["Policies"] = new JsonArray(new JsonObject { ["Name"] = name }) }
        );
        return ((string)token["AccessorID"]!, (string)token["SecretID"]!);
    }

    private static async Task<JsonNode> PutAsync(HttpClient http, string path, JsonObject body)
    {
        using var response = await http.PutAsJsonAsync(path, body, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private (string Certificate, string Key) Write(string name, X509Certificate2 certificate) =>
        (
            _directory.Secret($"{name}.pem", certificate.ExportCertificatePem()),
            _directory.Secret($"{name}.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())
        );
}
