namespace FailoverCtl.Domain.Topology;

/// <summary>What a certificate is held against.</summary>
/// <param name="Name">Sent in the handshake (SNI) and looked for in the certificate.</param>
/// <param name="ExpiryWarningDays">From so many days before its end on the certificate is reported as expiring.</param>
public sealed record TlsCheck(string Name, int ExpiryWarningDays);
