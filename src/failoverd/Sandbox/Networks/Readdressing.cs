using System.Net;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Daemon.Sandbox.Networks;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>The same topology at other addresses.</summary>
/// <param name="place">Gives the new address for one that is declared at a site, or outside of all (null).</param>
/// <param name="portShift">Added to every port.</param>
internal sealed class Readdressing(Func<SiteId?, IPAddress, IPAddress> place, int portShift)
{
    public Topology Of(Topology topology) =>
        topology with
        {
            VantagePoints = topology.VantagePoints.Values.Select(v => Of(topology, v)).ToSortedMap(v => v.Id),
            DnsServers = topology
                .DnsServers.Values.Select(d => d with { Address = Of(d.Site, d.Address) })
                .ToSortedMap(d => d.Id),
            Services = topology.Services.Values.Select(s => Of(topology, s)).ToSortedMap(s => s.Id),
        };

    /// <summary>Every address that a topology declares, with the site that it lies at and who has it.</summary>
    public static IEnumerable<(SiteId? Site, IPAddress Address, string Owner)> AddressesOf(Topology topology) =>
        topology
            .VantagePoints.Values.Select(v => (v.Site, IPEndPoint.Parse(v.Address).Address, v.Id.Value))
            .Concat(topology.DnsServers.Values.Select(d => (d.Site, IPEndPoint.Parse(d.Address).Address, d.Id.Value)))
            .Concat(
                from service in topology.Services.Values
                from placement in service.Placements.Values
                from text in new[] { placement.V4, placement.V6 }.OfType<string>()
                select ((SiteId?)placement.Site, IPAddress.Parse(text), $"{service.Id}/{placement.Site}")
            );

    private VantagePoint Of(Topology topology, VantagePoint vantage) =>
        vantage with
        {
            Address = Of(vantage.Site, vantage.Address),
            Anchor = vantage.Anchor is { } anchor ? Of(SiteOf(topology, anchor), anchor) : null,
        };

    private Service Of(Topology topology, Service service) =>
        service with
        {
            Probe = service.Probe with { Port = service.Probe.Port + portShift },
            Load = service.Load is { } load ? load with { Port = load.Port + portShift } : null,
            NameCheck = service.NameCheck is { } check
                ? check with
                {
                    Resolvers = check.Resolvers.Select(r => Resolver(topology, r)).ToEquatableArray(),
                }
                : null,
            Placements = service
                .Placements.Values.Select(p =>
                    p with
                    {
                        V4 = p.V4 is { } v4 ? place(p.Site, IPAddress.Parse(v4)).ToString() : null,
                        V6 = p.V6 is { } v6 ? place(p.Site, IPAddress.Parse(v6)).ToString() : null,
                    }
                )
                .ToSortedMap(p => p.Site),
        };

    private string Of(SiteId? site, string endpoint)
    {
        var declared = IPEndPoint.Parse(endpoint);
        return new IPEndPoint(place(site, declared.Address), declared.Port + portShift).ToString();
    }

    /// <summary>A DNS server of the topology moves with it; a resolver of the world outside stays.</summary>
    private string Resolver(Topology topology, string resolver) =>
        topology.DnsServers.Values.FirstOrDefault(d => d.Address == resolver) is { } own
            ? Of(own.Site, resolver)
            : resolver;

    private static SiteId? SiteOf(Topology topology, string anchor)
    {
        var address = IPEndPoint.Parse(anchor).Address;
        return AddressesOf(topology).FirstOrDefault(a => a.Address.Equals(address)).Site;
    }
}
