using System.Text;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Simulation.Chance;

namespace FailoverCtl.Simulation.Run;

/// <summary>How the world of one run is made, drawn from the seed before anything happens. Times in ms, rates in basis points.</summary>
public sealed record Knobs
{
    public int Agents { get; init; } = 5;

    /// <summary>Networks outside all sites with a vantage point.</summary>
    public int Externals { get; init; } = 1;

    public int DelayMilliseconds { get; init; } = 5;

    public int JitterMilliseconds { get; init; } = 5;

    public int Loss { get; init; }

    public int Duplication { get; init; }

    public int WatchLagMilliseconds { get; init; } = 3;

    public int CommitLostBefore { get; init; }

    public int CommitLostAfter { get; init; }

    public int CommitLate { get; init; }

    public int ReportLoss { get; init; }

    /// <summary>Capacity of each placement, as a share of the service's demand, basis points.</summary>
    public int Capacity { get; init; } = 8_000;

    public WhenShort WhenShort { get; init; } = WhenShort.Keep;

    public bool HasV6 { get; init; } = true;

    /// <summary>Whether DNS servers have a reflex.</summary>
    public bool HasReflex { get; init; } = true;

    public int ObservationMilliseconds { get; init; } = 5_000;

    public int FreezeClearMilliseconds { get; init; } = 60_000;

    public int ReportIntervalMilliseconds { get; init; } = 1_000;

    /// <summary>Controllers that have a second process under their name, once a fault starts it.</summary>
    public int Twins { get; init; }

    /// <summary>The store is three servers, one at each site; otherwise one that stands outside.</summary>
    public bool IsStretched { get; init; }

    /// <summary>How long faults may begin and last.</summary>
    public long SafetyMilliseconds { get; init; } = 60_000;

    /// <summary>A world in which nothing goes wrong by itself: what scripted scenarios start from.</summary>
    public static Knobs Calm { get; } = new();

    public static Knobs Draw(ulong seed)
    {
        return new()
        {
            Agents = (int)From("agents").Between(4, 7),
            Externals = From("externals").Happens(3_000) ? 2 : 1,
            DelayMilliseconds = (int)From("delay").Between(1, 25),
            JitterMilliseconds = (int)From("jitter").Between(0, 30),
            Loss = Sometimes("loss", 4_000, 10, 1_500),
            Duplication = Sometimes("duplication", 3_000, 10, 1_000),
            WatchLagMilliseconds = From("lag").Happens(3_000) ? (int)From("lag by").Between(10, 1_500) : 3,
            CommitLostBefore = Sometimes("lost before", 3_000, 100, 3_000),
            CommitLostAfter = Sometimes("lost after", 3_000, 100, 3_000),
            CommitLate = Sometimes("late", 3_000, 100, 3_000),
            ReportLoss = Sometimes("report loss", 3_000, 500, 3_000),
            Capacity = From("capacity").Happens(3_000) ? (int)From("capacity of").Between(3_600, 6_500) : 8_000,
            WhenShort = From("short").Happens(5_000) ? WhenShort.Overflow : WhenShort.Keep,
            HasV6 = From("v6").Happens(6_000),
            ObservationMilliseconds = From("observation").Happens(5_000) ? 5_000 : 2_000,
            FreezeClearMilliseconds = From("freeze").Happens(3_000) ? 60_000 : 20_000,
            ReportIntervalMilliseconds = From("interval").Happens(7_000) ? 1_000 : 500,
        };

        SeededRandom From(string name) => SeededRandom.Named(seed, name);

        int Sometimes(string name, int basisPoints, int low, int high)
        {
            var random = From(name);
            return random.Happens(basisPoints) ? (int)random.Between(low, high) : 0;
        }
    }

    /// <summary>One line, only what is not as in a calm world.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Say("agents", Agents, 5);
        Say("externals", Externals, 1);
        Say("delay", DelayMilliseconds, 5);
        Say("jitter", JitterMilliseconds, 5);
        Say("loss", Loss, 0);
        Say("duplication", Duplication, 0);
        Say("watchLag", WatchLagMilliseconds, 3);
        Say("commitLostBefore", CommitLostBefore, 0);
        Say("commitLostAfter", CommitLostAfter, 0);
        Say("commitLate", CommitLate, 0);
        Say("reportLoss", ReportLoss, 0);
        Say("capacity", Capacity, 8_000);
        Say("overflow", WhenShort == WhenShort.Overflow ? 1 : 0, 0);
        Say("v6", HasV6 ? 1 : 0, 1);
        Say("reflex", HasReflex ? 1 : 0, 1);
        Say("observation", ObservationMilliseconds, 5_000);
        Say("freezeClear", FreezeClearMilliseconds, 60_000);
        Say("reportInterval", ReportIntervalMilliseconds, 1_000);
        Say("twins", Twins, 0);
        Say("stretched", IsStretched ? 1 : 0, 0);
        return text.Length == 0 ? "calm" : text.ToString().TrimEnd();

        void Say(string name, int value, int usual)
        {
            if (value != usual)
            {
                text.Append(name).Append('=').Append(value).Append(' ');
            }
        }
    }
}
