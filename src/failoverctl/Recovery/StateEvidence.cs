using FailoverCtl.Dns.State;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>What the state file of a DNS server tells: one entry and its topology, whole.</summary>
internal static class StateEvidence
{
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    public static FileEvidence Read(string path)
    {
        switch (new StateFile(path).Read())
        {
            case StateRead.Found({ Entry: var entry } state, var behind):
                var set = behind || path.EndsWith(".behind", StringComparison.Ordinal);
                var says = set ? "whole, but this server has answered a newer one" : "whole";
                var source = new Source(SourceKind.StateFile, path, entry.Cluster, entry.Epoch, entry, says);
                return FileEvidence.None with
                {
                    Sources = [source],
                    Entries = [new(entry, source.Title)],
                    Topologies = [(state.Topology, source.Title)],
                };
            case StateRead.Failed({ Kind: StateProblemKind.Corrupt, Sentence: var sentence }):
                return FileEvidence.None with { Sources = [new(SourceKind.StateFile, path, null, 0, null, sentence)] };
            case StateRead.Failed(var problem):
                throw new IOException(problem.Sentence);
            default:
                throw new InvalidOperationException("a state read of a kind that does not exist");
        }
    }
}
