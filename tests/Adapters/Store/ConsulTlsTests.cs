using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>Servers that speak https: whom the client trusts, and what it says about the others (SEC-19).</summary>
public sealed class ConsulTlsTests : IDisposable
{
    private const string Token = "canary-4ae1c0de";
    private const string Empty = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nX-Consul-Index: 7\r\n\r\n";

    private readonly TestAuthority _authority = new("FailoverCtl test CA");
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_certificate_of_the_named_authority_for_the_address_is_trusted()
    {
        await using var server = Serving(_authority.Issue("127.0.0.1"));

        Assert.IsType<ReadOutcome.Answered>(await ReadAsync(server));
    }

    [Fact]
    public async Task The_server_name_replaces_the_address_in_what_is_asked_for_and_checked()
    {
        string? asked = null;
        var certificate = _authority.Issue("server.dc1.consul");
        await using var server = new FakeServer(
            _ => Task.FromResult<string?>(Empty),
            new SslServerAuthenticationOptions
            {
                ServerCertificateSelectionCallback = (_, name) =>
                {
                    asked = name;
                    return certificate;
                },
            }
        );

        Assert.IsType<ReadOutcome.Answered>(
            await ReadAsync(server, (ConsulSetting.TlsServerName, "server.dc1.consul:8501"))
        );
        Assert.Equal("server.dc1.consul", asked);
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_refused_with_both_names_and_the_way_out()
    {
        await using var server = Serving(_authority.Issue("server.dc1.consul", "127.0.0.99"));

        var failure = await RefusedAsync(server);

        Assert.Contains("is for server.dc1.consul, 127.0.0.99, not for 127.0.0.1", failure.Message);
        Assert.Contains("CONSUL_TLS_SERVER_NAME or --consul-tls-server-name", failure.Message);
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_with_its_dates()
    {
        var certificate = _authority.IssueExpired("127.0.0.1");
        await using var server = Serving(certificate);

        var failure = await RefusedAsync(server);

        Assert.Contains("is not valid now", failure.Message);
        Assert.Contains(certificate.NotAfter.ToUniversalTime().ToString("u"), failure.Message);
    }

    [Fact]
    public async Task A_self_signed_certificate_is_refused()
    {
        await using var server = Serving(TestAuthority.SelfSigned("127.0.0.1"));

        Assert.Contains("signed by itself, who is not trusted", (await RefusedAsync(server)).Message);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused_with_its_name()
    {
        using var other = new TestAuthority("Somebody else");
        await using var server = Serving(other.Issue("127.0.0.1"));

        var failure = await RefusedAsync(server);

        Assert.Contains("signed by CN=Somebody else, who is not trusted", failure.Message);
        Assert.Contains("CONSUL_CACERT or --consul-ca-file", failure.Message);
    }

    [Fact]
    public async Task A_server_that_speaks_plain_http_gets_no_token()
    {
        await using var server = new FakeServer(Empty);
        var secure = new Uri($"https://{server.Address.Authority}");

        var failure = Failure(await ReadAsync(secure));

        Assert.Contains("does it speak https on this port?", failure.Message);
        Assert.Equal(StoreFailureKind.Untrusted, failure.Kind);
        Assert.DoesNotContain(server.Requests, r => r.Contains(Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_client_shows_its_certificate_to_a_server_that_asks_for_one()
    {
        string? shown = null;
        await using var server = Asking(certificate => shown = certificate?.Subject);
        var own = _authority.Issue("operator");

        var outcome = await ReadAsync(
            server,
            (ConsulSetting.ClientCertificate, _directory.Secret("own.pem", own.ExportCertificatePem())),
            (
                ConsulSetting.ClientKey,
                _directory.Secret("own.key", own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())
            )
        );

        Assert.IsType<ReadOutcome.Answered>(outcome);
        Assert.Equal("CN=operator", shown);
    }

    [Fact]
    public async Task A_neighbour_with_a_good_certificate_is_asked_instead()
    {
        await using var wrong = Serving(_authority.IssueExpired("127.0.0.1"));
        await using var good = Serving(_authority.Issue("127.0.0.1"));
        using var store = Client([wrong.Address, good.Address]);

        Assert.IsType<ReadOutcome.Answered>(await store.ReadAsync(KeyQuery.One("a"), ReadMode.Consistent, Cancel));
    }

    private static FakeServer Serving(X509Certificate2 certificate) =>
        new(
            _ => Task.FromResult<string?>(Empty),
            new SslServerAuthenticationOptions { ServerCertificate = certificate }
        );

    private FakeServer Asking(Action<X509Certificate?> saw) =>
        new(
            _ => Task.FromResult<string?>(Empty),
            new SslServerAuthenticationOptions
            {
                ServerCertificate = _authority.Issue("127.0.0.1"),
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    saw(certificate);
                    return certificate is not null;
                },
            }
        );

    private async Task<StoreFailure> RefusedAsync(FakeServer server)
    {
        var failure = Failure(await ReadAsync(server));
        Assert.Equal(StoreFailureKind.Untrusted, failure.Kind);
        Assert.Contains($"Consul at {server.Address.Authority} is not trusted", failure.Message);
        Assert.Empty(server.Requests);
        return failure;
    }

    private Task<ReadOutcome> ReadAsync(FakeServer server, params (ConsulSetting Flag, string Value)[] flags) =>
        ReadAsync(server.Address, flags);

    private async Task<ReadOutcome> ReadAsync(Uri server, params (ConsulSetting Flag, string Value)[] flags)
    {
        using var store = Client([server], flags);
        return await store.ReadAsync(KeyQuery.One("a"), ReadMode.Consistent, Cancel);
    }

    private ConsulKeyValueStore Client(Uri[] servers, params (ConsulSetting Flag, string Value)[] flags)
    {
        var given = flags
            .Append((ConsulSetting.Address, string.Join(',', servers.Select(s => s.ToString()))))
            .Append((ConsulSetting.CaFile, _directory.Secret("ca.pem", _authority.Certificate.ExportCertificatePem())))
            .Append((ConsulSetting.TokenFile, _directory.Secret("token", Token)))
            .ToDictionary();
        var options = Assert.IsType<ConsulReading.Understood>(ConsulSettings.Read(given.GetValueOrDefault, _ => null));
        // The first handshake of a process compiles all of TLS, on a machine that may be busy.
        var patient = options.Options with
        {
            ReadLimit = TimeSpan.FromSeconds(20),
        };
        return new ConsulKeyValueStore(patient, TimeProvider.System);
    }

    private static StoreFailure Failure(ReadOutcome outcome) => Assert.IsType<ReadOutcome.Failed>(outcome).Failure;
}
