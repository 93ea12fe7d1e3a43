using FailoverCtl.Decision.Guards.Topologies;
using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Machine;

/// <summary>Topologies that pending intents want in force, as far as they have been read.</summary>
internal sealed class Candidates
{
    private readonly SortedDictionary<string, CandidateRead> _read = new(StringComparer.Ordinal);

    /// <summary>Those that mean something, by hash.</summary>
    public IReadOnlyDictionary<string, Topology> Topologies =>
        new SortedDictionary<string, Topology>(
            _read.Values.Where(c => c.Topology is not null).ToDictionary(c => c.Hash, c => c.Topology!),
            StringComparer.Ordinal
        );

    /// <summary>A document without meaning is as one that cannot be read: it must not stop anybody (I-25).</summary>
    public void Take(CandidateRead read)
    {
        var problem = read.Topology is { } topology ? TopologyMeaning.Problem(topology) : null;
        _read[read.Hash] = problem is null ? read : read with { Topology = null, Problem = problem };
    }

    /// <summary>Why a topology cannot come into force, as a sentence; null when it can, or has not been read yet.</summary>
    public string? ProblemOf(string hash) => _read.TryGetValue(hash, out var read) ? read.Problem : null;

    /// <summary>Drops what no pending intent wants any more: a topology may be large.</summary>
    public void Keep(IEnumerable<Intent> intents)
    {
        var wanted = intents
            .Where(i => i.Outcome.State == IntentState.Pending)
            .Select(IntentScope.TopologyOf)
            .ToArray();
        foreach (var hash in _read.Keys.Except(wanted).OfType<string>().ToArray())
        {
            _read.Remove(hash);
        }
    }
}
