namespace FailoverCtl.Daemon.Sandbox;

/// <summary>
/// Finds the first second in which a server answered, and never with the lost site; what relapses after it is wrong, even
/// if it is clean again later.
/// </summary>
/// <param name="lostAt">When the site was lost.</param>
internal sealed class CleanSecond(TimeSpan lostAt)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    /// <summary>A server that hardly answered in a second has not shown that it is clean.</summary>
    private const int AnswersMin = 100;

    private TimeSpan _last = lostAt;
    private int _answers;

    /// <summary>The last answer with the site before that second; null: there was no such second yet.</summary>
    public TimeSpan? At { get; private set; }

    /// <summary>Answers with the site after that second.</summary>
    public int Wrong { get; private set; }

    public void TakeLost(TimeSpan now)
    {
        Wrong += At is null ? 0 : 1;
        (_last, _answers) = (now, 0);
    }

    public void TakeClean(TimeSpan now)
    {
        _answers++;
        if (now - _last >= Length && _answers >= AnswersMin)
        {
            At ??= _last;
        }
    }
}
