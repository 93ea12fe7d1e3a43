using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Dns.Serving;

/// <summary>The one reference by which a snapshot reaches all servers of this process.</summary>
public sealed class PublishedZone
{
    private volatile Pair? _pair;

    /// <summary>What is answered. Null until there is a state: then nothing is answered.</summary>
    public ZoneSnapshot? Current => _pair?.Answered;

    /// <summary>
    /// The same epoch with nothing hidden by a reflex: what secondaries get. A serial must always mean the same records, and a
    /// reflex has no serial of its own.
    /// </summary>
    public ZoneSnapshot? Decided => _pair?.Decided;

    public void Publish(ZoneSnapshot decided) => Publish(decided, decided);

    public void Publish(ZoneSnapshot answered, ZoneSnapshot decided) => _pair = new(answered, decided);

    private sealed record Pair(ZoneSnapshot Answered, ZoneSnapshot Decided);
}
