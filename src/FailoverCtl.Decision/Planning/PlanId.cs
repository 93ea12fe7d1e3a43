using System.Text;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Planning;

/// <summary>Names a plan by its content, so that two controllers give the same plan the same name, and an approval means one plan.</summary>
public static class PlanId
{
    /// <summary>FNV-1a, 64 bit: a name, not a proof.</summary>
    public static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ octet) * 1099511628211UL);
        }

        return hash;
    }

    /// <summary>Remaining durations are left out: they differ from one controller to the next.</summary>
    public static string Of(long parentEpoch, Cause cause, PlanStep last)
    {
        var text = new StringBuilder()
            .Append(parentEpoch)
            .Append(' ')
            .Append(cause.Kind)
            .Append(' ')
            .Append(cause.Subject);
        foreach (var (endpoint, weight) in last.Steering.Overrides)
        {
            text.Append(' ').Append(endpoint).Append('=').Append(weight);
        }

        Append(text, last.Latches);
        return $"p{Hash(text.ToString()):x16}"[..13];
    }

    private static void Append(StringBuilder text, Latches latches)
    {
        foreach (var withdrawal in latches.Withdrawals)
        {
            text.Append(" w:").Append(withdrawal.Endpoint);
        }

        foreach (var drain in latches.Drains)
        {
            text.Append(" d:").Append(drain.Site).Append(drain.Cause);
        }

        text.Append(latches.Freeze is null ? "" : " frozen");
    }
}
