using System.Net;

namespace FailoverCtl.Probing.Slow;

/// <summary>The resolvers that this host uses (resolv.conf(5)).</summary>
internal static class SystemResolvers
{
    private const string File = "/etc/resolv.conf";

    /// <summary>As many as the C library reads.</summary>
    private const int Most = 3;

    private const int Port = 53;

    public static IReadOnlyList<string> Read()
    {
        try
        {
            return Of(System.IO.File.ReadAllText(File));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Of("");
        }
    }

    public static IReadOnlyList<string> Of(string text)
    {
        var named = text.Split('\n')
            .Select(static line => line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))
            .Where(static words => words is ["nameserver", _, ..])
            .Select(static words => IPAddress.TryParse(words[1], out var address) ? address : null)
            .OfType<IPAddress>()
            .Take(Most)
            .ToList();

        // Without any the C library asks this host.
        return [.. named.DefaultIfEmpty(IPAddress.Loopback).Select(static a => new IPEndPoint(a, Port).ToString())];
    }
}
