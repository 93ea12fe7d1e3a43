using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FailoverCtl.Store.Consul;

/// <summary>Certificates of authorities, in PEM.</summary>
internal static class CertificateFiles
{
    /// <summary>More is a mistake: a whole file system was named.</summary>
    private const int FilesMax = 1_000;

    /// <returns>Exactly one of the two; the problem names the file.</returns>
    public static (X509Certificate2Collection? Certificates, string? Problem) ReadFile(string file)
    {
        var certificates = new X509Certificate2Collection();
        return AddFile(certificates, file) is { } problem ? (null, problem) : (certificates, null);
    }

    /// <summary>Every file under the directory, as Consul does; one that is no certificate is an error.</summary>
    public static (X509Certificate2Collection? Certificates, string? Problem) ReadDirectory(string directory)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            var count = 0;
            foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
            {
                if (++count > FilesMax)
                {
                    return (null, $"{directory} holds more than {FilesMax} files: name a directory of CA certificates");
                }

                if (AddFile(certificates, file) is { } problem)
                {
                    return (null, problem);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, $"{directory} cannot be read: {e.Message.TrimEnd('.')}");
        }

        return certificates.Count > 0 ? (certificates, null) : (null, $"{directory} holds no certificate");
    }

    private static string? AddFile(X509Certificate2Collection certificates, string file)
    {
        try
        {
            var before = certificates.Count;
            certificates.ImportFromPemFile(file);
            return certificates.Count > before
                ? null
                : $"{file} holds no certificate: PEM is expected, with lines -----BEGIN CERTIFICATE-----";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"{file} cannot be read: {e.Message.TrimEnd('.')}";
        }
        catch (CryptographicException e)
        {
            return $"{file} holds a certificate that cannot be read: {e.Message.TrimEnd('.')}";
        }
    }
}
