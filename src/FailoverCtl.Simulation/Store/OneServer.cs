using FailoverCtl.Simulation.Places;

namespace FailoverCtl.Simulation.Store;

/// <summary>A store that stands outside all sites and never loses its leader by itself.</summary>
public sealed class OneServer(Network network, Host server) : IStoreServers
{
    public IReadOnlyList<Host> Hosts { get; } = [server];

    public Host? Leader => server;

    public bool Hears(Host host) => network.Reaches(host, server);

    public bool Tells(Host host) => network.Reaches(server, host);

    public bool Answers(Host host) => network.BothWays(host, server);

    public bool AnswersStale(Host host) => Answers(host);

    public long Delay(Host host) => network.Delay(host, server);

    public void Take(Host host, Action apply) => apply();
}
