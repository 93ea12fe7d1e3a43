using FailoverCtl.Decision.Outlook;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Output;

/// <summary>What the loss of sites would mean, as an operator reads it: the services first, then what would be done.</summary>
public static class LossText
{
    private const int EpochsShown = 12;

    /// <param name="from">What it starts from, such as files as declared or an epoch.</param>
    /// <param name="demand">What the numbers of demand stand for.</param>
    public static string Render(LossOutlook outlook, string from, string demand, bool colour)
    {
        var page = new Page(colour);
        page.Line($"loss of {string.Join(" and ", outlook.Lost)}   {from}   {demand}", Tone.Strong);
        Verdict(page, outlook);
        var services = outlook.Services.GroupBy(s => s.Service).ToArray();
        Affected(page, outlook, [.. services.Where(s => s.Any(f => f.IsPlacedThere))]);
        Untouched(page, outlook, [.. services.Where(s => !s.Any(f => f.IsPlacedThere))]);
        Done(page, outlook);
        NotDone(page, outlook);
        return page.ToString();
    }

    private static void Verdict(Page page, LossOutlook outlook)
    {
        var unserved = outlook.Services.Where(s => s.UnservedPerSecond > 0).ToArray();
        if (outlook.Freeze is { } freeze)
        {
            page.Line(
                $"! FROZEN (I-05): {freeze.Reason}; automation would move nothing until an operator says so",
                Tone.Bad
            );
        }

        foreach (var service in unserved)
        {
            page.Line(
                $"! {Name(service)}: {service.UnservedPerSecond} of {service.DemandPerSecond} requests/s "
                    + $"({Part(service.UnservedPerSecond, service.DemandPerSecond)}) "
                    + (service.IsPlacedThere ? "would go unserved" : "go unserved, with or without this loss"),
                Tone.Bad
            );
        }

        if (unserved.Length == 0)
        {
            page.Line("nothing would go unserved", Tone.Good);
        }
    }

    private static void Affected(Page page, LossOutlook outlook, IGrouping<ServiceId, ServiceLoss>[] services)
    {
        foreach (var service in services)
        {
            foreach (var loss in Families(service))
            {
                page.Gap().Line($"{Name(loss)}: {Sentence(loss, outlook)}", Tone.Strong);
                var table = new Table("", "AT", "SHARE BEFORE", "AFTER", "REQUESTS/S", "CAPACITY", "USED", "UNSERVED");
                foreach (var placement in loss.Placements)
                {
                    table.Row(
                        "",
                        placement.IsLost ? new Cell($"{placement.Site} (lost)", Tone.Bad) : placement.Site.Value,
                        Words.Share(placement.Before),
                        Words.Share(placement.After),
                        placement.LoadPerSecond,
                        placement.IsLost ? 0 : placement.CapacityPerSecond,
                        placement.IsLost ? "-" : Part(placement.LoadPerSecond, placement.CapacityPerSecond),
                        placement.UnservedPerSecond == 0 ? "" : new Cell($"{placement.UnservedPerSecond}", Tone.Bad)
                    );
                }

                table.WriteTo(page);
            }
        }
    }

    /// <summary>Both families of a service in one when they say the same.</summary>
    private static IEnumerable<ServiceLoss> Families(IEnumerable<ServiceLoss> families)
    {
        var all = families.ToArray();
        return all is [var v4, var v6] && v4.Placements == v6.Placements ? [v4] : all;
    }

    private static string Sentence(ServiceLoss loss, LossOutlook outlook)
    {
        var service = outlook.Topology.Services[loss.Service];
        if (!loss.Placements.Any(p => p.IsLost))
        {
            return "has no address there in this family: it loses nothing";
        }

        var had =
            $"had {loss.LostPerSecond} of {loss.DemandPerSecond} requests/s "
            + $"({Part(loss.LostPerSecond, loss.DemandPerSecond)}) there";
        var kept = loss.Placements.Where(p => p.IsLost).Sum(p => p.LoadPerSecond);
        return kept == 0 ? $"{had}; caches send users there for up to {service.TtlSeconds} s after the answers changed"
            : service.Stateful ? $"{had}, and is stateful: only an operator moves it (I-22)"
            : outlook.Freeze is not null ? $"{had}, and they stay there unserved while automation is frozen (I-05)"
            : kept < loss.LostPerSecond
                ? $"{had}, of which {kept} find no proven room elsewhere and stay there unserved (I-03)"
            : $"{had}, and they stay there unserved: see what would not be done";
    }

    private static void Untouched(Page page, LossOutlook outlook, IGrouping<ServiceId, ServiceLoss>[] services)
    {
        if (services.Length == 0)
        {
            return;
        }

        page.Gap().Line("LOSES NOTHING OF ITS OWN", Tone.Strong);
        var sites = string.Join(" or ", outlook.Lost);
        foreach (var service in services)
        {
            var places = string.Join(", ", outlook.Topology.Services[service.Key].Placements.Keys);
            page.Line(
                $"  {service.Key}: it is not placed at {sites}, only at {places}; {Needed(service.Key, outlook)}"
            );
        }
    }

    /// <summary>Whether it would feel the loss through something that it needs.</summary>
    private static string Needed(ServiceId service, LossOutlook outlook)
    {
        var topology = outlook.Topology;
        var exposure = Exposure.Of(topology.Services[service], outlook.Lost, topology);
        if (!exposure.IsNone)
        {
            return $"but it needs {Names(exposure.Services, exposure.Externals)}, which would be hurt";
        }

        return Names(exposure.Needs.Services, exposure.Needs.Externals) is { Length: > 0 } names
            ? $"what it needs ({names}) is not there either, so nothing of it depends on what is lost"
            : "it declares no dependencies, so nothing of it depends on what is lost";
    }

    private static string Names(IEnumerable<ServiceId> services, IEnumerable<ExternalId> externals) =>
        string.Join(", ", services.Select(s => s.Value).Concat(externals.Select(e => e.Value)));

    private static void Done(Page page, LossOutlook outlook)
    {
        page.Gap().Line("WHAT WOULD BE DONE", Tone.Strong);
        if (outlook.Epochs.IsEmpty)
        {
            page.Line("  nothing");
        }

        var number = 0;
        foreach (var plan in outlook.Epochs.Take(EpochsShown))
        {
            var asked = outlook.Approvals.Contains(plan.Id) ? " (after an operator's approval)" : "";
            page.Line($"  {++number}. {Words.Of(plan.Cause.Kind)}: {What(plan)}{asked}".TrimEnd());
        }

        if (outlook.Epochs.Count > EpochsShown)
        {
            page.Line($"  and {outlook.Epochs.Count - EpochsShown} more epochs");
        }
    }

    /// <summary>An epoch that only changes latches says why it exists.</summary>
    private static string What(Plan plan) => plan.Next.Why.Length > 0 ? plan.Next.Why : plan.Cause.Sentence;

    private static void NotDone(Page page, LossOutlook outlook)
    {
        var reasons = outlook
            .Epochs.SelectMany(p => p.Reasons)
            .Concat(outlook.Waiting?.Reasons ?? [])
            .Distinct()
            .Where(r => r.Contains("(I-", StringComparison.Ordinal))
            .ToArray();
        if (outlook.Refused.IsEmpty && reasons.Length == 0)
        {
            return;
        }

        page.Gap().Line("WHAT WOULD NOT BE DONE", Tone.Strong);
        foreach (var refusal in outlook.Refused)
        {
            page.Line($"  {Words.Of(refusal.Cause.Kind)} of {refusal.Cause.Subject}: {refusal.Why}");
        }

        foreach (var reason in reasons)
        {
            page.Line($"  {reason}");
        }
    }

    private static string Name(ServiceLoss loss) =>
        loss.Family == AddressFamily.V4 ? loss.Service.Value : $"{loss.Service} v6";

    private static string Part(long part, long whole) => whole == 0 ? "0 %" : Words.Share(part * 10_000 / whole);
}
