using System.Globalization;

namespace FailoverCtl.Store;

/// <summary>Where everything lies in the store: <c>failoverctl/{cluster}/...</c>. The one place that knows.</summary>
public sealed class Keys
{
    /// <summary>The ring of recent plans: plan n lies in slot n modulo this.</summary>
    public const int PlanSlots = 100;

    private const int ClusterLengthMax = 63;

    public Keys(string cluster)
    {
        if (ClusterProblem(cluster) is { } problem)
        {
            throw new ArgumentException(problem, nameof(cluster));
        }

        Cluster = cluster;
        Prefix = $"failoverctl/{cluster}/";
    }

    public string Cluster { get; }

    public string Prefix { get; }

    public string Ledger => Prefix + "ledger";

    public string Holds => Prefix + "holds";

    public string Reports => Prefix + "reports/";

    public string Controllers => Prefix + "controllers/";

    public string Intents => Prefix + "intents/";

    public string DnsServers => Prefix + "dns/";

    public string Plans => Prefix + "plans/";

    public string Topologies => Prefix + "topology/";

    public string Report(string agent) => KeyRules.Checked(Reports + Part(agent));

    public string Controller(string id) => KeyRules.Checked(Controllers + Part(id));

    public string Intent(string id) => KeyRules.Checked(Intents + Part(id));

    public string DnsServer(string server) => KeyRules.Checked(DnsServers + Part(server));

    /// <summary>All chunks of one topology.</summary>
    public string Topology(string hash) => KeyRules.Checked(Topologies + Part(hash) + "/");

    /// <summary>Chunk numbers have four digits, so that chunks read under the prefix come in order.</summary>
    public string TopologyChunk(string hash, int chunk)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunk);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunk, 9999);
        return Topology(hash) + chunk.ToString("D4", CultureInfo.InvariantCulture);
    }

    /// <summary>The slot that plan number <paramref name="plan"/> overwrites, as two digits.</summary>
    public string Plan(ulong plan) => Plans + (plan % PlanSlots).ToString("D2", CultureInfo.InvariantCulture);

    /// <summary>What is wrong with a cluster id, as a sentence; null when nothing is.</summary>
    public static string? ClusterProblem(string cluster)
    {
        if (cluster.Length is 0 or > ClusterLengthMax)
        {
            return $"a cluster id has 1 to {ClusterLengthMax} characters, \"{cluster}\" has {cluster.Length}";
        }

        foreach (var c in cluster)
        {
            if (!(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            {
                return $"cluster id \"{cluster}\" holds '{c}': use lowercase letters, digits and dashes, as in \"web-eu\"";
            }
        }

        return null;
    }

    /// <summary>The slot of a plan's key; null when the key is none of a plan's.</summary>
    public int? PlanSlot(string key) =>
        key.StartsWith(Plans, StringComparison.Ordinal)
        && int.TryParse(key.AsSpan(Plans.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var slot)
        && slot < PlanSlots
            ? slot
            : null;

    // An id with a slash would write into another document's place.
    private static string Part(string id) =>
        id.Length > 0 && !id.Contains('/')
            ? id
            : throw new ArgumentException(
                $"\"{id}\" cannot be one part of a key: it is empty or holds a slash",
                nameof(id)
            );
}
