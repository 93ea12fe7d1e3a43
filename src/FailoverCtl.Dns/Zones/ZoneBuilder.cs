using System.Buffers.Binary;
using System.Net;
using System.Text;
using FailoverCtl.Dns.Wire;
using FailoverCtl.Domain;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using Family = FailoverCtl.Domain.Identity.AddressFamily;

namespace FailoverCtl.Dns.Zones;

/// <summary>
/// Makes the zone of one epoch, less what a reflex hides. Pure: the same topology, entry and hidden endpoints give the same
/// answers on every server.
/// </summary>
public static class ZoneBuilder
{
    /// <summary>Label of the TXT record that proves which epoch a server answers.</summary>
    public const string EpochLabel = "_epoch";

    /// <summary>TTL of the apex and of the servers' addresses, s: they move by topology only, which still wants minutes.</summary>
    private const int ApexTtlSeconds = 300;

    // What a secondary does when no NOTIFY reaches it (s): asks each minute, more often while nobody answers, and answers
    // what it has for a week: old addresses are better than none.
    private const int RefreshSeconds = 60;
    private const int RetrySeconds = 15;
    private const int ExpireSeconds = 604_800;

    public static ZoneBuild Build(Domain.Topology.Topology topology, LedgerEntry entry) => Build(topology, entry, []);

    /// <param name="hiddenEndpoints">
    /// Left out of the answers although the entry answers them (I-13). The SOA serial stays that of the epoch: a number that no
    /// epoch has would be one that the next epoch may have. Secondaries are given the zone with nothing hidden.
    /// </param>
    public static ZoneBuild Build(
        Domain.Topology.Topology topology,
        LedgerEntry entry,
        EquatableArray<EndpointId> hiddenEndpoints
    )
    {
        var hidden = hiddenEndpoints.ToHashSet();
        if (!WireName.TryParse(topology.Zone.Name, out var apex, out var why))
        {
            return Refuse(BadName("the zone", topology.Zone.Name, why));
        }

        var draft = new ZoneDraft(apex);
        var refusal =
            AddApex(draft, apex, topology, entry, out var negative)
            ?? AddEpoch(draft, topology, entry, hidden.Count)
            ?? AddServers(draft, apex, topology)
            ?? AddSecondaries(draft, apex, topology.Zone)
            ?? topology
                .Services.Values.Select(s => AddService(draft, apex, topology, entry, hidden, s))
                .FirstOrDefault(r => r is not null);
        return refusal is not null
            ? Refuse(refusal)
            : new ZoneBuild.Built(
                new(
                    new(topology.Zone.Name, entry.Cluster, entry.Epoch, entry.Proposal, entry.TopologyHash),
                    apex,
                    draft.Freeze(negative),
                    topology.Zone.Secondaries
                )
            );
    }

    private static ZoneRefusal? AddApex(
        ZoneDraft draft,
        byte[] apex,
        Domain.Topology.Topology topology,
        LedgerEntry entry,
        out byte[] negative
    )
    {
        negative = [];
        if (topology.DnsServers.Count == 0)
        {
            return new(
                ZoneRefusalKind.NoNameServer,
                topology.Zone.Name,
                $"zone {topology.Zone.Name} has no name server: declare at least one DNS server in the topology"
            );
        }

        var primary = topology.DnsServers.Values[0];
        if (!WireName.TryParse(primary.Name, out var mname, out var why))
        {
            return BadName($"DNS server {primary.Id}", primary.Name, why);
        }

        if (!WireName.TryParse(topology.Zone.Contact, out var rname, out why))
        {
            return BadName($"the contact of zone {topology.Zone.Name}", topology.Zone.Contact, why);
        }

        if (topology.Zone.NegativeTtlSeconds < 0)
        {
            return BadTtl($"the negative TTL of zone {topology.Zone.Name}", topology.Zone.NegativeTtlSeconds);
        }

        var soa = Soa(mname, rname, entry.Epoch, topology.Zone.NegativeTtlSeconds);
        draft.Set(apex, RecordType.Soa, ApexTtlSeconds).Add(soa, 1);
        // RFC 2308 section 3: how long the absence is remembered is the smaller of the SOA's TTL and its minimum.
        negative = SetDraft.Body(RecordType.Soa, Math.Min(ApexTtlSeconds, topology.Zone.NegativeTtlSeconds), soa);
        return null;
    }

    private static byte[] Soa(byte[] mname, byte[] rname, long epoch, int minimumSeconds)
    {
        var soa = new byte[mname.Length + rname.Length + 20];
        mname.CopyTo(soa, 0);
        rname.CopyTo(soa, mname.Length);
        var numbers = soa.AsSpan(mname.Length + rname.Length);
        // The serial is the epoch modulo 2^32, which is what serial arithmetic expects (RFC 1982).
        BinaryPrimitives.WriteUInt32BigEndian(numbers, unchecked((uint)epoch));
        BinaryPrimitives.WriteInt32BigEndian(numbers[4..], RefreshSeconds);
        BinaryPrimitives.WriteInt32BigEndian(numbers[8..], RetrySeconds);
        BinaryPrimitives.WriteInt32BigEndian(numbers[12..], ExpireSeconds);
        BinaryPrimitives.WriteInt32BigEndian(numbers[16..], minimumSeconds);
        return soa;
    }

    private static ZoneRefusal? AddEpoch(
        ZoneDraft draft,
        Domain.Topology.Topology topology,
        LedgerEntry entry,
        int hidden
    )
    {
        var text = Encoding.UTF8.GetBytes(EpochText.Write(entry.Epoch, entry.Cluster, entry.TopologyHash, hidden));
        var name = $"{EpochLabel}.{topology.Zone.Name}";
        if (!WireName.TryParse(name, out var wire, out var why))
        {
            return BadName("the epoch record", name, why);
        }

        if (text.Length > byte.MaxValue)
        {
            return new(
                ZoneRefusalKind.TooLarge,
                name,
                $"the epoch record takes {text.Length} bytes, 255 fit: the cluster's name is too long"
            );
        }

        draft.Claim(wire, "the epoch record");
        draft.Set(wire, RecordType.Txt, ttlSeconds: 0).Add([(byte)text.Length, .. text], 1);
        return null;
    }

    private static ZoneRefusal? AddServers(ZoneDraft draft, byte[] apex, Domain.Topology.Topology topology) =>
        topology
            .DnsServers.Values.Select(s => AddServer(draft, apex, $"DNS server {s.Id}", s.Name, s.Address))
            .FirstOrDefault(r => r is not null);

    /// <summary>A secondary that has a name answers the public like any DNS server; one without is asked by nobody.</summary>
    private static ZoneRefusal? AddSecondaries(ZoneDraft draft, byte[] apex, Zone zone) =>
        zone
            .Secondaries.Where(s => s.Name is not null)
            .Select(s => AddServer(draft, apex, $"secondary {s.Id}", s.Name!, s.Address))
            .FirstOrDefault(r => r is not null);

    private static ZoneRefusal? AddServer(ZoneDraft draft, byte[] apex, string who, string hostName, string socket)
    {
        if (!WireName.TryParse(hostName, out var name, out var why))
        {
            return BadName(who, hostName, why);
        }

        draft.Set(apex, RecordType.Ns, ApexTtlSeconds).Add(name, 1);
        if (!WireName.IsIn(name, apex))
        {
            return null;
        }

        if (!IPEndPoint.TryParse(socket, out var address))
        {
            return BadAddress(who, socket, "ip:port");
        }

        // Two servers may share a name, one per family: the owner is the name, not the server.
        if (draft.Claim(name, $"the DNS server {hostName}") is { } other)
        {
            return NameTwice(hostName, $"the DNS server {hostName}", other);
        }

        var type =
            address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? RecordType.A : RecordType.Aaaa;
        draft.Set(name, type, ApexTtlSeconds).Add(address.Address.GetAddressBytes(), 1);
        return null;
    }

    private static ZoneRefusal? AddService(
        ZoneDraft draft,
        byte[] apex,
        Domain.Topology.Topology topology,
        LedgerEntry entry,
        HashSet<EndpointId> hidden,
        Service service
    )
    {
        var owner = $"service {service.Id}";
        if (!WireName.TryParse(service.Name, out var name, out var why))
        {
            return BadName(owner, service.Name, why);
        }

        if (!WireName.IsIn(name, apex))
        {
            return BadName(owner, service.Name, $"is not in the zone {topology.Zone.Name}");
        }

        if (draft.Claim(name, owner) is { } other)
        {
            return NameTwice(service.Name, owner, other);
        }

        return service.TtlSeconds < 0
            ? BadTtl(owner, service.TtlSeconds)
            : AddAddresses(draft, name, topology, entry, hidden, service, Family.V4)
                ?? AddAddresses(draft, name, topology, entry, hidden, service, Family.V6);
    }

    private static ZoneRefusal? AddAddresses(
        ZoneDraft draft,
        byte[] name,
        Domain.Topology.Topology topology,
        LedgerEntry entry,
        HashSet<EndpointId> hidden,
        Service service,
        Family family
    )
    {
        var declared = service.Placements.Values.Where(p => p.Address(family) is not null).ToArray();
        if (declared.Length == 0)
        {
            return null;
        }

        var (type, socketFamily) =
            family == Family.V4
                ? (RecordType.A, System.Net.Sockets.AddressFamily.InterNetwork)
                : (RecordType.Aaaa, System.Net.Sockets.AddressFamily.InterNetworkV6);
        var set = draft.Set(name, type, service.TtlSeconds, service.Answer == AnswerPolicy.One);
        foreach (var placement in declared)
        {
            var endpoint = new EndpointId(service.Id, placement.Site, family);
            if (
                !IPAddress.TryParse(placement.Address(family), out var address)
                || address.AddressFamily != socketFamily
            )
            {
                return BadAddress(endpoint.Value, placement.Address(family)!, $"an address of family {family}");
            }

            var weight = entry.Steering.Weight(topology, endpoint);
            if (weight is < 0 or > BasisPoints.Whole)
            {
                return new(
                    ZoneRefusalKind.BadWeight,
                    endpoint.Value,
                    $"epoch {entry.Epoch} gives {endpoint} the weight {weight}: 0 to {BasisPoints.Whole} are allowed; the ledger entry is damaged"
                );
            }

            if (weight > 0 && !hidden.Contains(endpoint))
            {
                set.Add(address.GetAddressBytes(), weight);
            }
        }

        if (set.Count == 0)
        {
            return new(
                ZoneRefusalKind.WouldBeEmpty,
                $"{service.Id}/{family}",
                hidden.Count == 0
                    ? $"epoch {entry.Epoch} would leave {service.Name} without any {family} address ({declared.Length} declared, all with weight 0): refused (I-01)"
                    : $"the reflex would leave {service.Name} without any {family} address of epoch {entry.Epoch}: refused (I-01)"
            );
        }

        return set.AnswerBytes > MessageHeader.TcpBytes
            ? new(
                ZoneRefusalKind.TooLarge,
                $"{service.Id}/{family}",
                $"{service.Name} has {set.Count} {family} addresses: the answer would exceed {MessageHeader.TcpBytes} bytes"
            )
            : null;
    }

    private static ZoneBuild.Refused Refuse(ZoneRefusal refusal) => new(refusal);

    private static ZoneRefusal BadName(string subject, string name, string why) =>
        new(ZoneRefusalKind.BadName, subject, $"the name '{name}' of {subject} {why}");

    private static ZoneRefusal BadAddress(string subject, string text, string expected) =>
        new(ZoneRefusalKind.BadAddress, subject, $"'{text}' of {subject} is not {expected}");

    private static ZoneRefusal BadTtl(string subject, int seconds) =>
        new(ZoneRefusalKind.BadTtl, subject, $"{subject} has a TTL of {seconds} s: it cannot be negative");

    private static ZoneRefusal NameTwice(string name, string owner, string other) =>
        new(
            ZoneRefusalKind.NameTwice,
            name,
            $"the name {name} is wanted by {owner} and by {other}: give one another name"
        );
}
