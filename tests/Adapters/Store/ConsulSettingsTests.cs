using System.Security.Cryptography.X509Certificates;
using FailoverCtl.Store.Consul;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>Consul's own variables as Consul's own tools read them, and the flags that win over them.</summary>
public sealed class ConsulSettingsTests : IDisposable
{
    private const string Canary = "canary-77aa-secret";

    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _authority = new("FailoverCtl test CA");
    private readonly Dictionary<string, string> _variables = [];
    private readonly Dictionary<ConsulSetting, string> _flags = [];

    public void Dispose()
    {
        _directory.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void Without_anything_it_is_the_local_agent_without_a_token()
    {
        var options = Understood();

        Assert.Equal([new Uri("http://127.0.0.1:8500")], options.Servers);
        Assert.Null(options.Token);
    }

    [Fact]
    public void Several_servers_are_separated_by_commas_and_a_flag_wins()
    {
        _variables["CONSUL_HTTP_ADDR"] = "10.0.0.1:8500, https://c2:8501";
        Assert.Equal([new Uri("http://10.0.0.1:8500"), new Uri("https://c2:8501")], Understood().Servers);

        _flags[ConsulSetting.Address] = "c3:1";
        Assert.Equal([new Uri("http://c3:1")], Understood().Servers);
    }

    [Theory]
    [InlineData("1", "h:1", "https://h:1")]
    [InlineData("T", "http://h:8501", "https://h:8501")]
    [InlineData("TRUE", "http://h", "https://h")]
    [InlineData("true", "http://h:80", "https://h:80")]
    [InlineData("true", "https://h:8501", "https://h:8501")]
    [InlineData("0", "h:1", "http://h:1")]
    [InlineData("False", "https://h:1", "https://h:1")]
    [InlineData("", "h:1", "http://h:1")]
    public void Consul_never_falls_back_to_http_once_TLS_was_asked_for(string ssl, string address, string expected)
    {
        _variables["CONSUL_HTTP_SSL"] = ssl;
        _variables["CONSUL_HTTP_ADDR"] = address;

        Assert.Equal([new Uri(expected)], Understood().Servers);
    }

    [Theory]
    [InlineData("CONSUL_HTTP_SSL", "yes")]
    [InlineData("CONSUL_HTTP_SSL", "tRUE")]
    [InlineData("CONSUL_HTTP_SSL_VERIFY", "no")]
    public void A_boolean_that_is_none_is_refused_and_not_guessed(string variable, string value)
    {
        _variables[variable] = value;

        Assert.Contains($"{variable} is \"{value}\", which is neither true nor false: write 1, t, T", Refused());
    }

    [Theory]
    [InlineData("false")]
    [InlineData("0")]
    public void Certificates_are_always_checked(string value)
    {
        _variables["CONSUL_HTTP_SSL_VERIFY"] = value;

        var problem = Refused();

        Assert.Contains("CONSUL_HTTP_SSL_VERIFY is false, but the store's certificate is always checked", problem);
        Assert.Contains("CONSUL_CACERT or --consul-ca-file", problem);
    }

    [Theory]
    [InlineData("http://h:1/path")]
    [InlineData("ftp://h")]
    [InlineData("http://user:pw@h:1")]
    [InlineData("h:99999")]
    [InlineData("unix:///run/consul.sock")]
    [InlineData(",")]
    public void An_address_that_cannot_be_one_is_refused_with_how_to_write_it(string address)
    {
        _variables["CONSUL_HTTP_ADDR"] = address;

        var problem = Refused();

        Assert.Contains("CONSUL_HTTP_ADDR", problem);
        Assert.Contains("write host:port", problem);
        Assert.DoesNotContain("pw", problem);
    }

    [Fact]
    public void A_token_file_goes_before_the_token_and_a_flag_before_the_variable()
    {
        _variables["CONSUL_HTTP_TOKEN"] = "direct";
        Assert.Equal("direct", Understood().Token);

        _variables["CONSUL_HTTP_TOKEN_FILE"] = _directory.Secret("token", "from-the-file\n");
        Assert.Equal("from-the-file", Understood().Token);

        _flags[ConsulSetting.TokenFile] = _directory.Secret("other", "from-the-flag");
        Assert.Equal("from-the-flag", Understood().Token);
    }

    [Fact]
    public void An_empty_token_file_leaves_the_variable_in_force_and_is_refused_without_one()
    {
        _variables["CONSUL_HTTP_TOKEN_FILE"] = _directory.Secret("token", " \n");
        Assert.Contains("holds no token", Refused());

        _variables["CONSUL_HTTP_TOKEN"] = "direct";
        Assert.Equal("direct", Understood().Token);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void A_secret_that_others_can_open_is_refused(UnixFileMode others)
    {
        var token = _directory.Secret("token", Canary, others);
        var key = _directory.Secret("key", Canary, others);
        var certificate = _directory.Secret("certificate", _authority.Certificate.ExportCertificatePem());

        _variables["CONSUL_HTTP_TOKEN_FILE"] = token;
        _variables["CONSUL_CLIENT_CERT"] = certificate;
        _variables["CONSUL_CLIENT_KEY"] = key;
        var problems = Refused();

        Assert.Contains($"CONSUL_HTTP_TOKEN_FILE: {token} is open to others than its owner (mode 0", problems);
        Assert.Contains($"CONSUL_CLIENT_CERT: {key} is open to others", problems);
        Assert.Contains($"chmod 600 {key}", problems);
        Assert.DoesNotContain(Canary, problems);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_and_nothing_of_the_secrets()
    {
        _variables["CONSUL_HTTP_ADDR"] = "h:99999";
        _variables["CONSUL_HTTP_TOKEN"] = $"{Canary} and more";
        _variables["CONSUL_CACERT"] = _directory.Secret("ca", Canary);
        _variables["CONSUL_CLIENT_CERT"] = _directory.Secret("certificate", Canary);
        _variables["CONSUL_HTTP_SSL_VERIFY"] = "0";

        var problems = Refused();

        foreach (var name in _variables.Keys)
        {
            Assert.Contains(name, problems);
        }

        Assert.Contains(
            "a client certificate needs its key, give CONSUL_CLIENT_KEY or --consul-client-key too",
            problems
        );
        Assert.DoesNotContain(Canary, problems);
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused_without_showing_it()
    {
        using var other = new TestAuthority("other");
        var key = other.Issue("x").GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
        _variables["CONSUL_CLIENT_CERT"] = _directory.Secret(
            "certificate",
            _authority.Issue("y").ExportCertificatePem()
        );
        _variables["CONSUL_CLIENT_KEY"] = _directory.Secret("key", key);

        var problem = Refused();

        Assert.Contains("is not the key of", problem);
        Assert.DoesNotContain(key.Split('\n')[1], problem);
    }

    [Fact]
    public void A_directory_of_authorities_is_read_whole_and_a_file_in_it_that_is_none_is_named()
    {
        Directory.CreateDirectory(_directory.File("cas/more"));
        File.WriteAllText(_directory.File("cas/more/one.pem"), _authority.Certificate.ExportCertificatePem());
        _variables["CONSUL_CAPATH"] = _directory.File("cas");
        Assert.NotNull(Understood().Tls);

        File.WriteAllText(_directory.File("cas/README"), "not one");
        Assert.Contains("README holds no certificate", Refused());
    }

    [Fact]
    public void Options_print_without_the_token()
    {
        _variables["CONSUL_HTTP_TOKEN"] = Canary;

        var options = Understood();

        Assert.Equal("Consul at http://127.0.0.1:8500/, with a token", options.ToString());
    }

    private ConsulReading Read() =>
        ConsulSettings.Read(_flags.GetValueOrDefault, name => _variables.GetValueOrDefault(name));

    private ConsulOptions Understood() => Assert.IsType<ConsulReading.Understood>(Read()).Options;

    private string Refused() => string.Join('\n', Assert.IsType<ConsulReading.Refused>(Read()).Problems);
}
