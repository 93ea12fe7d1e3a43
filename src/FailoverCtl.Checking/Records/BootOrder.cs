using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;

namespace FailoverCtl.Checking.Records;

/// <summary>
/// Boots are drawn at random; their order is the order in which anyone heard of them. Journals that disagree prove nothing.
/// </summary>
internal sealed class BootOrder
{
    private readonly SortedSet<(string Agent, long Earlier, long Later)> _seen = [];

    public BootOrder(IReadOnlyList<ProcessJournal> journals)
    {
        foreach (var journal in journals)
        {
            var heard = new SortedDictionary<AgentId, List<long>>();
            foreach (var report in journal.Lines.Select(l => l.Event).OfType<ReportEvent>().Select(r => r.Report))
            {
                if (!heard.TryGetValue(report.Agent, out var boots))
                {
                    heard[report.Agent] = boots = [];
                }

                if (!boots.Contains(report.Boot))
                {
                    boots.ForEach(earlier => _seen.Add((report.Agent.Value, earlier, report.Boot)));
                    boots.Add(report.Boot);
                }
            }
        }
    }

    public bool IsEarlier(AgentId agent, long boot, long than) =>
        _seen.Contains((agent.Value, boot, than)) && !_seen.Contains((agent.Value, than, boot));
}
