using FailoverCtl.Daemon.Agent;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Probing;
using FailoverCtl.Store;
using FailoverCtl.Tests.Core.Store;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Reports;

public sealed class ReportPublisherTests
{
    private readonly ManualTime _time = new();
    private readonly LatestReport _reports = new();
    private readonly List<long> _tried = [];
    private readonly List<string> _problems = [];
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromSeconds(20));

    [Fact]
    public async Task What_an_election_swallowed_is_tried_again_until_it_is_written()
    {
        _reports.Put(Report(1));
        await RunAsync(failures: 6, until: 7);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1], _tried);
        Assert.Equal(6, _problems.Count);
    }

    [Fact]
    public async Task Pauses_double_from_a_tenth_of_a_second_to_half_a_second_with_jitter()
    {
        _reports.Put(Report(1));
        await RunAsync(failures: 6, until: 7);
        var pauses = _time.TakeSleeps().Select(s => s.TotalMilliseconds).ToArray();
        int[] longest = [100, 200, 400, 500, 500, 500];
        Assert.All(pauses.Zip(longest), p => Assert.InRange(p.First, p.Second / 2.0, p.Second));
        Assert.Equal(longest.Length, pauses.Length);
        Assert.Equal(pauses.Length, pauses.Distinct().Count());
    }

    [Fact]
    public async Task What_is_tried_again_is_the_newest_and_it_is_written_once()
    {
        _reports.Put(Report(1));
        await RunAsync(
            failures: 2,
            until: 4,
            tried =>
            {
                if (tried is 1 or 3)
                {
                    _reports.Put(Report(tried + 1));
                }
            }
        );
        // 2 came while 1 failed and is written in its place, not once more; 4 is another one.
        Assert.Equal([1, 2, 2, 4], _tried);
    }

    private async Task RunAsync(int failures, int until, Action<int>? afterTry = null)
    {
        var publisher = new ReportPublisher(
            _reports,
            async (report, _) =>
            {
                _tried.Add(report.Sequence);
                afterTry?.Invoke(_tried.Count);
                if (_tried.Count == until)
                {
                    await _stop.CancelAsync();
                }

                return _tried.Count <= failures ? new(StoreFailureKind.NoLeader, "no leader") : null;
            },
            _problems.Add,
            _time,
            seed: 3
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publisher.RunAsync(_stop.Token));
        Assert.Equal(until, _tried.Count);
    }

    private static Report Report(long sequence) => new(new("gra-1"), 1, sequence, "hash", false, 3, [], []);
}
