using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Dns.Serving;

/// <summary>The one reference by which a snapshot reaches all servers of this process.</summary>
public sealed class PublishedZone
{
    private volatile ZoneSnapshot? _current;

    /// <summary>Null until there is a state: then nothing is answered.</summary>
    public ZoneSnapshot? Current => _current;

    public void Publish(ZoneSnapshot snapshot) => _current = snapshot;
}
