namespace FailoverCtl.Store.Consul;

/// <summary>Which server is asked next: the same one until it fails, then its neighbour. Thread-safe.</summary>
internal sealed class ServerRotation(IReadOnlyList<StoreServer> servers, int start)
{
    private int _turn = start;

    public int Count => servers.Count;

    public (StoreServer Server, int Turn) Current
    {
        get
        {
            var turn = Volatile.Read(ref _turn);
            return (servers[(int)((uint)turn % (uint)servers.Count)], turn);
        }
    }

    /// <summary>Only the first of several failed calls to one server moves on.</summary>
    public void MoveOn(int failedTurn) => Interlocked.CompareExchange(ref _turn, unchecked(failedTurn + 1), failedTurn);
}
