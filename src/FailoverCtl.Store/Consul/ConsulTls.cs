using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace FailoverCtl.Store.Consul;

/// <summary>Whom to trust and what to show when a server speaks https. Read at start; other certificates need a restart.</summary>
public sealed class ConsulTls
{
    private readonly X509Certificate2Collection? _authorities;
    private readonly SslStreamCertificateContext? _shown;

    /// <param name="authorities">The only ones that are trusted; null: the system's.</param>
    /// <param name="shown">The client's certificate; null: none.</param>
    /// <param name="serverName">The name that the servers' certificates must carry; null: the host of the address.</param>
    public ConsulTls(X509Certificate2Collection? authorities, SslStreamCertificateContext? shown, string? serverName)
    {
        _authorities = authorities;
        _shown = shown;
        ServerName = serverName;
    }

    /// <summary>The system's authorities, no client certificate.</summary>
    public static ConsulTls OfSystem { get; } = new(null, null, null);

    public string? ServerName { get; }

    internal SslClientAuthenticationOptions ToOptions()
    {
        var options = new SslClientAuthenticationOptions
        {
            ClientCertificateContext = _shown,
            RemoteCertificateValidationCallback = CertificateVerdict.Check,
        };
        if (_authorities is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                // A private CA publishes no revocation lists, and nothing here may wait for a third party.
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(_authorities);
        }

        return options;
    }
}
