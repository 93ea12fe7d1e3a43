using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store;

/// <summary>What the store answered. No values means that no such key exists, which the store said in so many words.</summary>
/// <param name="Values">Sorted by key.</param>
/// <param name="Index">At least 1; ask again with it to wait for the next change.</param>
/// <param name="KnownLeader">False when the server that answered knew no leader.</param>
/// <param name="LastContact">How long ago that server had heard from its leader; zero from the leader itself.</param>
public sealed record StoreAnswer(EquatableArray<KeyValue> Values, ulong Index, bool KnownLeader, TimeSpan LastContact);

/// <summary>An answer, or why there is none.</summary>
public abstract record ReadOutcome
{
    private ReadOutcome() { }

    public sealed record Answered(StoreAnswer Answer) : ReadOutcome;

    public sealed record Failed(StoreFailure Failure) : ReadOutcome;
}
