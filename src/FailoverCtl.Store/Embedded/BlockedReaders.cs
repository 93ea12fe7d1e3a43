namespace FailoverCtl.Store.Embedded;

/// <summary>Those who wait for a change of what their query covers. Not thread-safe: the store's lock guards it.</summary>
internal sealed class BlockedReaders(int max)
{
    private readonly LinkedList<Reader> _readers = new();

    /// <summary>Null when too many wait already.</summary>
    public LinkedListNode<Reader>? Add(KeyQuery query) =>
        _readers.Count >= max ? null : _readers.AddLast(new Reader(query));

    public void Remove(LinkedListNode<Reader> reader)
    {
        if (reader.List is not null)
        {
            _readers.Remove(reader);
        }
    }

    public void Wake(IReadOnlyList<KvChange> changes)
    {
        for (var node = _readers.First; node is not null; )
        {
            var next = node.Next;
            if (changes.Any(change => change.Keys.Any(key => node.Value.Query.Covers(key.Key))))
            {
                Wake(node);
            }

            node = next;
        }
    }

    public void WakeAll()
    {
        while (_readers.First is { } node)
        {
            Wake(node);
        }
    }

    private void Wake(LinkedListNode<Reader> node)
    {
        _readers.Remove(node);
        node.Value.Woken.TrySetResult();
    }

    internal sealed class Reader(KeyQuery query)
    {
        public KeyQuery Query { get; } = query;

        // Continuations run elsewhere: the writer holds the store's lock while it wakes.
        public TaskCompletionSource Woken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
