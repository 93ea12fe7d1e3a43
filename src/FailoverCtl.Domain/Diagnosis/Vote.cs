using System.Text.Json.Serialization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Diagnosis;

/// <summary>What the voting domains outside a suspect say of it (I-06).</summary>
/// <param name="Subject">The endpoint or site in question, in text form.</param>
/// <param name="Electorate">Number of voting domains outside the suspects: blind and silent ones stay in it.</param>
/// <param name="Needed">max(2, floor(n/2)+1).</param>
/// <param name="Votes">One per domain of the electorate, in order.</param>
public sealed record Vote(string Subject, int Electorate, int Needed, EquatableArray<DomainVote> Votes)
{
    public int For => Votes.AsSpan().Count(Stance.For);

    public int Against => Votes.AsSpan().Count(Stance.Against);

    /// <summary>Enough domains say that it is lost.</summary>
    public bool Carried => For >= Needed;
}

/// <param name="Speakers">The agents whose reports made this stance.</param>
public sealed record DomainVote(LocationId Domain, Stance Stance, EquatableArray<AgentId> Speakers);

[JsonConverter(typeof(JsonStringEnumConverter<Stance>))]
public enum Stance
{
    /// <summary>It is lost.</summary>
    For,

    /// <summary>It serves.</summary>
    Against,

    /// <summary>Blind, silent, or not sure: counts in n all the same.</summary>
    Abstain,
}

internal static class StanceCount
{
    public static int Count(this ReadOnlySpan<DomainVote> votes, Stance stance)
    {
        var count = 0;
        foreach (var vote in votes)
        {
            count += vote.Stance == stance ? 1 : 0;
        }

        return count;
    }
}
