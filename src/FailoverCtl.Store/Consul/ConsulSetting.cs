using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Consul;

/// <summary>One of Consul's own settings that has a flag here too, the same in every program; the flag wins.</summary>
/// <param name="Variable">The environment variable that Consul's own tools read.</param>
/// <param name="HelpName">What stands for the value in a help text.</param>
public sealed record ConsulSetting(string Flag, string Variable, string HelpName, string Description)
{
    public static ConsulSetting Address { get; } =
        new(
            "--consul-addr",
            "CONSUL_HTTP_ADDR",
            "HOST:PORT",
            "The store, several separated by commas; else CONSUL_HTTP_ADDR, else 127.0.0.1:8500"
        );

    public static ConsulSetting TokenFile { get; } =
        new(
            "--consul-token-file",
            "CONSUL_HTTP_TOKEN_FILE",
            "FILE",
            "The token, read again when it changes; else CONSUL_HTTP_TOKEN_FILE, else CONSUL_HTTP_TOKEN"
        );

    public static ConsulSetting CaFile { get; } =
        new("--consul-ca-file", "CONSUL_CACERT", "FILE", "PEM: who alone may sign the store's certificates");

    public static ConsulSetting ClientCertificate { get; } =
        new("--consul-client-cert", "CONSUL_CLIENT_CERT", "FILE", "PEM: the certificate to show to the store");

    public static ConsulSetting ClientKey { get; } =
        new("--consul-client-key", "CONSUL_CLIENT_KEY", "FILE", "PEM: the key of that certificate, for its owner only");

    public static ConsulSetting TlsServerName { get; } =
        new(
            "--consul-tls-server-name",
            "CONSUL_TLS_SERVER_NAME",
            "NAME",
            "The name in the store's certificates when its address is not in them"
        );

    /// <summary>In the order of the help texts.</summary>
    public static EquatableArray<ConsulSetting> All { get; } =
    [Address, TokenFile, CaFile, ClientCertificate, ClientKey, TlsServerName];
}
