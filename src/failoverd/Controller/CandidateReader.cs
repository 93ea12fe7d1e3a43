using System.Threading.Channels;
using FailoverCtl.Decision.Machine;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Controller;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>Reads topologies that intents want in force, one after another, and posts each as an input.</summary>
internal sealed class CandidateReader(ClusterDocuments documents, LoopThread loop, TimeProvider time)
{
    /// <summary>Waiting at most; what is wanted beyond is read after an operator has asked again.</summary>
    private const int WantedMax = 16;

    /// <summary>Before a store that did not answer is asked again.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    private readonly Channel<string> _wanted = Channel.CreateBounded<string>(WantedMax);

    /// <returns>False when too many wait already.</returns>
    public bool Want(string hash) => _wanted.Writer.TryWrite(hash);

    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var hash in _wanted.Reader.ReadAllAsync(stopping))
        {
            var (topology, missing) = await ReadAsync(hash, stopping);
            loop.Post((l, now) => l.Handle(new CandidateRead(now, hash, topology, missing)));
        }
    }

    private async Task<(Topology? Topology, string? Problem)> ReadAsync(string hash, CancellationToken stopping)
    {
        while (true)
        {
            Found<Topology> found;
            try
            {
                found = await documents.ReadTopologyAsync(hash, ReadMode.Default, stopping);
            }
            catch (ArgumentException e)
            {
                // Anyone who may write intents may write any text for a hash: one that cannot be a key names nothing.
                return (null, e.Message);
            }

            if (found is not Found<Topology>.Unavailable)
            {
                return (found.OrNull(), found.Problem);
            }

            await Task.Delay(Again, time, stopping);
        }
    }
}
