using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace FailoverCtl.Store.Consul;

/// <summary>Why a server's certificate is not accepted, for the person on call. Nothing is let through that .NET would refuse.</summary>
internal static class CertificateVerdict
{
    private const int NamesMax = 5;

    /// <summary>A handshake has no other way to carry a reason out than an exception.</summary>
    public static bool Check(object connection, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        var expected = (connection as SslStream)?.TargetHostName ?? "";
        throw new RefusedException(Describe(expected, certificate as X509Certificate2, chain, errors));
    }

    private static string Describe(
        string expected,
        X509Certificate2? certificate,
        X509Chain? chain,
        SslPolicyErrors errors
    )
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return "it showed no certificate";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            return Chain(certificate, chain);
        }

        return $"its certificate is for {Names(certificate)}, not for {expected}: give the name it has with "
            + $"{ConsulSetting.TlsServerName.Variable} or {ConsulSetting.TlsServerName.Flag}, or the right address";
    }

    private static string Chain(X509Certificate2 certificate, X509Chain? chain)
    {
        var found = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status) ?? default;
        if (found.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            var late = chain!.ChainElements.Select(e => e.Certificate).MinBy(c => c.NotAfter)!;
            return $"a certificate of its chain, {Clean(late.Subject)}, is not valid now: it is from "
                + $"{late.NotBefore.ToUniversalTime():u} to {late.NotAfter.ToUniversalTime():u}; renew it, or set this "
                + "machine's clock";
        }

        if (found.HasFlag(X509ChainStatusFlags.UntrustedRoot) || found.HasFlag(X509ChainStatusFlags.PartialChain))
        {
            var signer = certificate.Subject == certificate.Issuer ? "itself" : Clean(certificate.Issuer);
            return $"its certificate is signed by {signer}, who is not trusted: name the right CA with "
                + $"{ConsulSetting.CaFile.Variable} or {ConsulSetting.CaFile.Flag}";
        }

        return $"its certificate cannot be trusted ({found})";
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate
            .Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString())))
            .Select(Clean)
            .ToList();
        return names.Count switch
        {
            0 => "no name",
            <= NamesMax => string.Join(", ", names),
            _ => $"{string.Join(", ", names.Take(NamesMax))} and {names.Count - NamesMax} more",
        };
    }

    // It is the other side's text and goes to logs and terminals.
    private static string Clean(string text) => new([.. text.Take(200).Select(c => char.IsControl(c) ? ' ' : c)]);

    /// <summary>The certificate was refused; the message is the reason, to follow "is not trusted:".</summary>
    public sealed class RefusedException(string message) : AuthenticationException(message);
}
