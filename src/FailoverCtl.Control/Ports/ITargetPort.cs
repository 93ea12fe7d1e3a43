using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Control.Ports;

/// <summary>The DNS servers as the loop sees them.</summary>
public interface ITargetPort
{
    /// <summary>Asks a server which epoch it answers; comes back as a <see cref="Decision.Machine.TargetRead"/>.</summary>
    void AskEpoch(DnsServer server);
}
