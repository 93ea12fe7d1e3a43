using System.Net;

namespace FailoverCtl.Daemon.Sandbox.Networks;

/// <summary>
/// The addresses of one world: 10.X.0.0/16, of which 10.X.0.0/24 lies outside of all sites and 10.X.N.0/24 at site N.
/// </summary>
/// <param name="Octet">X; also the number that the world's namespaces and links are named by.</param>
internal readonly record struct Subnet(int Octet)
{
    /// <summary>The last host of every site's range: nobody has it, and packets sent there reach no one.</summary>
    private const int NobodyHost = 254;

    /// <summary>Locally administered (the second bit of the first byte), and given to no link.</summary>
    public const string NobodysMac = "02:00:00:00:00:fe";

    private const uint Mask = 0xFFFF_0000;

    public string Whole => $"10.{Octet}.0.0/16";

    public string RangeOf(int site) => $"10.{Octet}.{site}.0/24";

    public IPAddress Host(int site, int host) => new([10, (byte)Octet, (byte)site, (byte)host]);

    public IPAddress NobodyAt(int site) => Host(site, NobodyHost);

    public string MacOf(int site) => $"02:00:0a:{Octet:x2}:{site:x2}:01";

    /// <summary>Whether routes or addresses of this machine, as `ip -4 route show table all` prints them, touch this world's.</summary>
    public bool IsUsedBy(string routes)
    {
        var mine = Number(Host(0, 0));
        return routes
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(word => Prefix(word) is var (network, mask) && (network & mask & Mask) == (mine & mask));
    }

    /// <returns>Network and mask of an address with or without a length; null for other words.</returns>
    private static (uint Network, uint Mask)? Prefix(string word)
    {
        var (text, length) = word.Split('/') is [var before, var after] ? (before, after) : (word, "32");
        return
            text.Count(c => c == '.') == 3
            && IPAddress.TryParse(text, out var address)
            && int.TryParse(length, out var bits)
            && bits is > 0 and <= 32
            ? (Number(address), uint.MaxValue << (32 - bits))
            : null;
    }

    private static uint Number(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return (uint)((bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]);
    }
}
