using System.Net;
using System.Net.Sockets;
using FailoverCtl.TopologyFiles.Diagnostics;
using static FailoverCtl.TopologyFiles.Diagnostics.Quoting;

namespace FailoverCtl.TopologyFiles.Language;

/// <summary>
/// IP addresses, always literal: nothing here may need a name that the installation itself manages (I-26). Read strictly,
/// since the platform's parser takes 127.1, 0x7f.1 and octal numbers.
/// </summary>
internal static class Addresses
{
    private static readonly (IPNetwork Network, string Why)[] Refused =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "means \"this host\", not an address to reach"),
        (IPNetwork.Parse("169.254.0.0/16"), "is link-local, where cloud metadata services answer"),
        (IPNetwork.Parse("100.100.100.200/32"), "is a cloud metadata service"),
        (IPNetwork.Parse("168.63.129.16/32"), "is a cloud metadata service"),
        (IPNetwork.Parse("224.0.0.0/4"), "is a multicast address"),
        (IPNetwork.Parse("240.0.0.0/4"), "is reserved or the broadcast address"),
        (IPNetwork.Parse("::/128"), "means \"this host\", not an address to reach"),
        (IPNetwork.Parse("fe80::/10"), "is link-local"),
        (IPNetwork.Parse("fd00:ec2::254/128"), "is a cloud metadata service"),
        (IPNetwork.Parse("64:ff9b::a9fe:0/112"), "is link-local, seen through NAT64 (RFC 6052)"),
        (IPNetwork.Parse("ff00::/8"), "is a multicast address"),
    ];

    public static readonly ValueKind<string> V4 = new(
        "an IPv4 address",
        text => ParseIp(text, AddressFamily.InterNetwork, "IPv4", "Write four decimal numbers: 192.0.2.10."),
        () => new() { ["type"] = "string", ["format"] = "ipv4" }
    );

    public static readonly ValueKind<string> V6 = new(
        "an IPv6 address",
        text =>
            ParseIp(text, AddressFamily.InterNetworkV6, "IPv6", "Write it without brackets and zone: 2001:db8::10."),
        () => new() { ["type"] = "string", ["format"] = "ipv6" }
    );

    public static readonly ValueKind<string> Socket = new(
        "ip:port",
        ParseSocket,
        () => new() { ["type"] = "string", ["pattern"] = "^([0-9.]+|\\[[0-9A-Fa-f:.]+\\]):[1-9][0-9]{0,4}$" }
    );

    public static readonly ValueKind<string> Network = new(
        "a network in CIDR form",
        text =>
            text.Split('/') is [var address, var length]
            && TryStrict(address, out _)
            && length.Length is > 0 and <= 3
            && length.All(char.IsAsciiDigit)
            && IPNetwork.TryParse(text, out var network)
                ? network.ToString()
                : Parsed<string>.Not(
                    BindingRules.NotANetwork,
                    $"{Quote(text)} is not a network",
                    "Write its first address and the length of the prefix: 192.0.2.0/24 or \"2001:db8::/32\"."
                ),
        () => new() { ["type"] = "string", ["pattern"] = "^[0-9A-Fa-f:.]+/[0-9]{1,3}$" }
    );

    private static Parsed<string> ParseIp(string text, AddressFamily family, string familyName, string help)
    {
        if (TryStrict(text, out var address) && address.AddressFamily == family)
        {
            return Forbidden(text, address) ?? address.ToString();
        }

        var key = family == AddressFamily.InterNetwork ? "v6" : "v4";
        return Parsed<string>.Not(
            BindingRules.NotAnAddress,
            $"{Quote(text)} is not an {familyName} address",
            address is null ? help : $"It is one of the other family: use the key '{key}'."
        );
    }

    private static Parsed<string> ParseSocket(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? text : text[..colon];
        var bracketed = host is ['[', .., ']'];
        if (
            colon < 0
            || !TryStrict(bracketed ? host[1..^1] : host, out var address)
            || bracketed != (address.AddressFamily == AddressFamily.InterNetworkV6)
        )
        {
            return Parsed<string>.Not(
                BindingRules.NotASocket,
                $"{Quote(text)} is not ip:port",
                "Write 192.0.2.10:7071 or [2001:db8::10]:7071; a name is refused, since it may have to be found while DNS is down (I-26)."
            );
        }

        var port = Numbers.Whole(1, 65_535).Parse(text[(colon + 1)..]);
        if (port.Broken is { } broken)
        {
            return Parsed<string>.Not(broken, $"the port in {Quote(text)}: {port.Message}", port.Help);
        }

        return Forbidden(text, address) ?? new IPEndPoint(address, port.Value).ToString();
    }

    private static Parsed<string>? Forbidden(string text, IPAddress address)
    {
        var reason = address.IsIPv4MappedToIPv6
            ? "is an IPv4 address in disguise"
            : Refused
                .Where(r => r.Network.BaseAddress.AddressFamily == address.AddressFamily && r.Network.Contains(address))
                .Select(r => r.Why)
                .FirstOrDefault();
        if (reason is null)
        {
            return null;
        }

        return Parsed<string>.Not(
            BindingRules.ForbiddenAddress,
            $"{Quote(text)} {reason}",
            "Probing or publishing it could harm others: declare the address that users or agents reach."
        );
    }

    private static bool TryStrict(
        string text,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address
    )
    {
        address = null;
        return !text.Contains('%')
            && !text.Contains('[')
            && IPAddress.TryParse(text, out address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text);
    }
}
