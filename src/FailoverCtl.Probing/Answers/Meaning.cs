using FailoverCtl.Domain.Evidence;

namespace FailoverCtl.Probing.Answers;

/// <summary>What an answer, or its absence, says about the endpoint.</summary>
/// <param name="Code">What was answered instead, where there is a number for it.</param>
internal readonly record struct Meaning(FailureKind Kind, Flaw Flaw = Flaw.None, int Code = 0)
{
    public static Meaning Good => new(FailureKind.None);

    public static Meaning Wrong(Flaw flaw, int code = 0) => new(FailureKind.WrongAnswer, flaw, code);
}
