namespace FailoverCtl.Probing.Dialogues;

/// <summary>What a dialogue tells the loop.</summary>
/// <param name="Token">Of the connection; the loop may have ended it by now.</param>
internal readonly record struct Said(ulong Token, News News, DialogueResult Result, string? Fault);

internal enum News
{
    /// <summary>The other side has begun to answer.</summary>
    Heard,

    Ended,

    /// <summary>A bug of ours, no evidence.</summary>
    Faulted,
}
