using System.Security.Authentication;

namespace FailoverCtl.Store.Consul;

/// <summary>Tells a failed handshake from a server that is not there: the one needs an operator, the other mostly time.</summary>
internal static class TlsTrouble
{
    /// <summary>Why nobody knows who answers there, to follow "is not trusted:"; null when TLS is not to blame.</summary>
    public static string? Reason(Uri server, Exception broken, Exception innermost)
    {
        if (server.Scheme != Uri.UriSchemeHttps)
        {
            return null;
        }

        if (innermost is CertificateVerdict.RefusedException refused)
        {
            return refused.Message;
        }

        // OpenSSL names the alert that the server sent: bad certificate (42), certificate required (116) and their kin.
        var why = innermost.Message.TrimEnd('.');
        if (why.Contains("alert", StringComparison.OrdinalIgnoreCase))
        {
            return $"it broke TLS off ({why}): when it wants a client's certificate, give one of its CA with "
                + $"{ConsulSetting.ClientCertificate.Variable} and {ConsulSetting.ClientKey.Variable}";
        }

        return
            broken is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            && innermost is AuthenticationException
            ? $"TLS failed ({why}): does it speak https on this port?"
            : null;
    }
}
