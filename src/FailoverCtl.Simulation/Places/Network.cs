using FailoverCtl.Domain.Identity;
using FailoverCtl.Simulation.Chance;

namespace FailoverCtl.Simulation.Places;

/// <summary>
/// Who reaches whom, how fast and how surely. Cuts are counted per direction, so that overlapping faults heal one by one.
/// </summary>
public sealed class Network(Clockwork clock, SeededRandom random, int delayMilliseconds, int jitterMilliseconds)
{
    private readonly List<Host> _hosts = [];
    private readonly SortedDictionary<SiteId, int> _dark = [];
    private int[,] _cuts = new int[0, 0];

    public IReadOnlyList<Host> Hosts => _hosts;

    /// <summary>Of packets between two hosts, basis points.</summary>
    public int Loss { get; set; }

    /// <summary>Of datagrams, basis points.</summary>
    public int Duplication { get; set; }

    public Host Add(string name, SiteId? site)
    {
        var host = new Host(_hosts.Count, name, site);
        _hosts.Add(host);
        _cuts = new int[_hosts.Count, _hosts.Count];
        return host;
    }

    /// <summary>A site without power, or without any line: no packet passes its border, nor inside when it is dark.</summary>
    public void Darken(SiteId site, int by) => _dark[site] = _dark.GetValueOrDefault(site) + by;

    public bool IsDark(SiteId? site) => site is { } s && _dark.GetValueOrDefault(s) > 0;

    /// <summary>Cuts (or, with -1, mends) the way from each of the first to each of the second.</summary>
    public void Cut(Func<Host, bool> from, Func<Host, bool> to, int by)
    {
        foreach (var source in _hosts.Where(from))
        {
            foreach (var target in _hosts.Where(to).Where(t => t != source))
            {
                _cuts[source.Index, target.Index] += by;
            }
        }
    }

    public bool Reaches(Host from, Host to) =>
        from == to || (_cuts[from.Index, to.Index] == 0 && !IsDark(from.Site) && !IsDark(to.Site));

    public bool BothWays(Host from, Host to) => Reaches(from, to) && Reaches(to, from);

    public bool Loses() => random.Happens(Loss);

    /// <summary>One way, ms; shorter inside a site.</summary>
    public long Delay(Host from, Host to) =>
        from.Site is not null && from.Site == to.Site
            ? random.Between(0, 1)
            : delayMilliseconds + random.Between(0, jitterMilliseconds);

    /// <summary>A datagram: it may be lost, come twice, or overtake another.</summary>
    public void Send(Host from, Host to, Action arrive)
    {
        Datagram(from, to, arrive);
        if (random.Happens(Duplication))
        {
            Datagram(from, to, arrive);
        }
    }

    private void Datagram(Host from, Host to, Action arrive)
    {
        if (!Reaches(from, to) || Loses())
        {
            return;
        }

        clock.After(
            Delay(from, to),
            () =>
            {
                if (!IsDark(to.Site))
                {
                    arrive();
                }
            }
        );
    }
}
