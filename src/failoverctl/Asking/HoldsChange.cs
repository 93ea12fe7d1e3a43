using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.CommandLine.Asking;

/// <summary>Changes the holds and makes sure, by reading, that they are changed.</summary>
internal static class HoldsChange
{
    /// <returns>Null when it is so; otherwise the exit code.</returns>
    public static async Task<int?> RunAsync(
        Session session,
        Func<Holds, Holds> change,
        Func<Holds, bool> isSo,
        CancellationToken cancellationToken
    )
    {
        if (await session.Documents.ChangeHoldsAsync(change, cancellationToken) is not { } problem)
        {
            return null;
        }

        // A commit without an answer may have been made all the same: only a read tells.
        var found = await session.Documents.ReadHoldsAsync(ReadMode.Consistent, cancellationToken);
        return found switch
        {
            Found<Holds>.Here(var holds, _) when isSo(holds) => null,
            Found<Holds>.Here => session.World.Fail(Exit.Refused, problem),
            Found<Holds>.Unavailable => session.World.Fail(Exit.Unreachable, problem),
            _ => session.World.Fail(Exit.Error, problem),
        };
    }
}
