using FailoverCtl.Simulation.Places;

namespace FailoverCtl.Simulation.Store;

/// <summary>Where the store runs, as the processes that ask it see it.</summary>
public interface IStoreServers
{
    /// <summary>What a cut from the store cuts off.</summary>
    IReadOnlyList<Host> Hosts { get; }

    /// <summary>Who commits; null: nobody can.</summary>
    Host? Leader { get; }

    /// <summary>A request of this host arrives at a server.</summary>
    bool Hears(Host host);

    /// <summary>An answer comes back to this host.</summary>
    bool Tells(Host host);

    /// <summary>A consistent read, or a default watch, of this host is answered.</summary>
    bool Answers(Host host);

    /// <summary>A stale read of this host is answered, and by a server that hears of what is new.</summary>
    bool AnswersStale(Host host);

    /// <summary>One way between this host and the store, ms.</summary>
    long Delay(Host host);

    /// <summary>A write of this host has arrived: applied now, later or never.</summary>
    void Take(Host host, Action apply);
}
