using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FailoverCtl.Tests.Adapters.Probing;

/// <summary>A root of our own and what it signs.</summary>
internal static class Certificates
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly X509Certificate2 Root = MakeRoot();

    public static X509Certificate2Collection Roots { get; } = [X509CertificateLoader.LoadCertificate(Root.RawData)];

    public static X509Certificate2 Signed(double fromDays, double toDays, string name = "www.example.test")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, false));
        using var bare = request.Create(
            Root,
            Now.AddDays(fromDays),
            Now.AddDays(toDays),
            RandomNumberGenerator.GetBytes(8)
        );
        using var whole = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2 MakeRoot()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true)
        );
        return request.CreateSelfSigned(Now.AddDays(-1_000), Now.AddDays(1_000));
    }
}
