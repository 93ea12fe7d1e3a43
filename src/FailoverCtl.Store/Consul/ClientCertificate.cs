using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FailoverCtl.Store.Consul;

/// <summary>The certificate that is shown to the store, with what lies between it and its authority.</summary>
internal static class ClientCertificate
{
    /// <param name="certificateFile">PEM; the first certificate is the client's, further ones are sent along.</param>
    /// <param name="keyFile">PEM, not encrypted, for its owner only.</param>
    /// <returns>Exactly one of the two; the problem names the file and never holds the key.</returns>
    public static (SslStreamCertificateContext? Shown, string? Problem) Read(string certificateFile, string keyFile)
    {
        var (all, unreadable) = CertificateFiles.ReadFile(certificateFile);
        if (all is null)
        {
            return (null, unreadable);
        }

        var (key, closed) = SecretFile.Read(keyFile);
        if (key is null)
        {
            return (null, closed);
        }

        try
        {
            var own = X509Certificate2.CreateFromPem(all[0].ExportCertificatePem(), key);
            all.RemoveAt(0);
            return (SslStreamCertificateContext.Create(own, all, offline: true), null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            var why = key.Contains("ENCRYPTED", StringComparison.Ordinal)
                ? "it is encrypted: write it out without a passphrase"
                : "it is no PEM key, or that of another certificate";
            return (null, $"{keyFile} is not the key of {certificateFile}: {why}");
        }
    }
}
