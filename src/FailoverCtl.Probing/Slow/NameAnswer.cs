using FailoverCtl.Domain.Evidence;
using FailoverCtl.Probing.Answers;

namespace FailoverCtl.Probing.Slow;

internal sealed record NameAnswer(NameStanding Standing)
{
    private const int NameError = 3;

    public static NameAnswer Of(Meaning meaning) =>
        new(
            meaning switch
            {
                { Kind: FailureKind.None } => NameStanding.Leads,
                { Flaw: Flaw.Content } => NameStanding.Elsewhere,
                { Flaw: Flaw.Empty } or { Flaw: Flaw.Status, Code: NameError } => NameStanding.Empty,
                _ => NameStanding.Failed,
            }
        );
}
