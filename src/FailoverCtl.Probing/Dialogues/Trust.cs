using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Probing.Dialogues;

/// <summary>
/// Which roots certificates of endpoints rest on. Judging one never leaves this host: no revocation lists and no missing
/// intermediates are fetched, since that would hang a probe on somebody else's server.
/// </summary>
/// <param name="roots">Null: those of the system.</param>
internal sealed class Trust(X509Certificate2Collection? roots)
{
    public SslClientAuthenticationOptions Options(TlsCheck check, CertificateCheck seen) =>
        new()
        {
            TargetHost = check.Name,
            AllowTlsResume = false,
            CertificateChainPolicy = Policy(),
            RemoteCertificateValidationCallback = seen.Accepts,
        };

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }

        return policy;
    }
}
