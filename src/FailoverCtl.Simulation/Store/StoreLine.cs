using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Store;

/// <summary>One process's way to the store: what is asked, what is lost, what comes back and when.</summary>
public sealed class StoreLine(Cluster cluster, Process process)
{
    /// <summary>Time limit of each request at its sender (DESIGN: the ledger), ms.</summary>
    public const long RequestTimeout = 400;

    private const long WriteTime = 4;
    private const long ReadTime = 2;

    /// <summary>Whether a request sent now would be answered.</summary>
    public bool Open => cluster.Trouble.Down == 0 && cluster.Servers.Answers(process.Host);

    /// <summary>Whether a stale read sent now would be answered.</summary>
    public bool OpenStale => cluster.Trouble.Down == 0 && cluster.Servers.AnswersStale(process.Host);

    /// <summary>A write that is answered exactly once, in time or by the timeout; whether it is applied is another matter.</summary>
    /// <param name="apply">Runs at the store, at most once; says whether its answer may leave.</param>
    /// <param name="replied">Whether an answer came.</param>
    public void Write(Func<bool> apply, Action<bool> replied)
    {
        var settle = Once(replied);
        process.After(RequestTimeout, () => settle(false));
        var trouble = cluster.Trouble;
        if (cluster.Random.Happens(trouble.LostBefore) || !cluster.Servers.Hears(process.Host))
        {
            return;
        }

        var loses = cluster.Random.Happens(trouble.LostAfter);
        var late = cluster.Random.Happens(trouble.Late) ? RequestTimeout + Draw(trouble.LateMax) : 0;
        var tell = process.ForThisLife(() => settle(true));
        cluster.Clock.After(
            Way() + late,
            () =>
            {
                if (cluster.Trouble.Down == 0)
                {
                    cluster.Servers.Take(process.Host, Apply);
                }
            }
        );

        void Apply()
        {
            if (apply() && !loses && cluster.Servers.Tells(process.Host))
            {
                cluster.Clock.After(WriteTime + Way(), tell);
            }
        }
    }

    /// <summary>A consistent read: the value as it was at some moment between request and reply.</summary>
    /// <param name="limit">Of the whole read, ms.</param>
    public void Read<T>(Func<T> read, Action<T> got, Action failed, long limit = RequestTimeout)
    {
        var (value, answered) = (default(T)!, false);
        var settle = Once(good =>
        {
            if (good)
            {
                got(value);
            }
            else
            {
                failed();
            }
        });
        process.After(limit, () => settle(false));
        if (!cluster.Servers.Hears(process.Host))
        {
            return;
        }

        var tell = process.ForThisLife(() => settle(true));
        cluster.Clock.After(
            Way(),
            () =>
            {
                if (Open && !answered)
                {
                    answered = true;
                    value = read();
                    cluster.Clock.After(ReadTime + Way(), tell);
                }
            }
        );
    }

    private long Way() => cluster.Servers.Delay(process.Host) + Draw(cluster.Trouble.Slow);

    private long Draw(long most) => cluster.Random.Between(0, most);

    private static Action<bool> Once(Action<bool> action)
    {
        var done = false;
        return good =>
        {
            if (!done)
            {
                done = true;
                action(good);
            }
        };
    }
}
