namespace FailoverCtl.Probing.Dialogues;

/// <summary>What is said over a connection by library code, until it is known what the endpoint's answer means.</summary>
internal interface IDialogue
{
    /// <summary>Fails with an exception of stream, socket or HTTP where the connection breaks; the caller knows what that means.</summary>
    Task<DialogueResult> HoldAsync(Stream connection, CancellationToken cancel);
}
