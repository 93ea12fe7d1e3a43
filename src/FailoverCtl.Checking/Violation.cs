namespace FailoverCtl.Checking;

/// <summary>One breach of an invariant.</summary>
/// <param name="Rule">The invariant, such as I-09.</param>
/// <param name="Journal">Name of the journal that shows it.</param>
/// <param name="Line">Sequence of the line that shows it.</param>
/// <param name="Sentence">What happened, with the measured value and the limit.</param>
public sealed record Violation(string Rule, string Journal, long Line, string Sentence)
{
    public override string ToString() => $"{Rule} {Journal}:{Line}: {Sentence}";
}
