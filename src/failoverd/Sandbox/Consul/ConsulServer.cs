using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FailoverCtl.Daemon.Sandbox.Consul;

/// <summary>One real Consul server on an address of this machine: its configuration file and the process that reads it.</summary>
internal static class ConsulServer
{
    /// <summary>Consul's usual ports; a cluster of a test moves them all by the same number.</summary>
    private const int HttpPort = 8500;
    private const int RpcPort = 8300;
    private const int GossipPort = 8301;

    /// <summary>Every process of a sandbox may come from one address: the default of 200 would cut some off.</summary>
    private const int ConnectionsPerClientMax = 4_000;

    public static IPEndPoint Http(IPAddress address, int portShift) => new(address, HttpPort + portShift);

    /// <summary>Every port that a server of such a cluster listens on.</summary>
    public static IReadOnlyList<int> Ports(int portShift) =>
        [HttpPort + portShift, RpcPort + portShift, GossipPort + portShift];

    /// <param name="name">The node's name.</param>
    /// <param name="servers">All servers of the cluster, this one among them.</param>
    /// <param name="directory">Gets the configuration, the data and the log.</param>
    /// <param name="more">Merged over the configuration: ACLs, TLS.</param>
    public static Child Child(
        string program,
        string name,
        IPAddress address,
        IReadOnlyList<IPAddress> servers,
        int portShift,
        string directory,
        JsonObject? more = null
    )
    {
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, "consul.json");
        var configuration = Configuration(name, address, servers, portShift, Path.Combine(directory, "data"));
        foreach (var (key, value) in more ?? [])
        {
            configuration[key] = value?.DeepClone();
        }

        File.WriteAllText(file, configuration.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        // Consul does not tie its life to ours by itself.
        return new(
            name,
            "setpriv",
            ["--pdeathsig", "KILL", "--", program, "agent", "-config-file", file],
            Path.Combine(directory, $"{name}.log")
        );
    }

    private static JsonObject Configuration(
        string name,
        IPAddress address,
        IReadOnlyList<IPAddress> servers,
        int portShift,
        string data
    ) =>
        new()
        {
            ["node_name"] = name,
            ["datacenter"] = "failoverctl",
            ["server"] = true,
            ["bootstrap_expect"] = servers.Count,
            ["bind_addr"] = address.ToString(),
            ["client_addr"] = address.ToString(),
            ["retry_join"] = new JsonArray([.. servers.Select(s => JsonValue.Create($"{s}:{GossipPort + portShift}"))]),
            ["retry_interval"] = "1s",
            ["data_dir"] = data,
            ["log_level"] = "INFO",
            ["disable_update_check"] = true,
            ["leave_on_terminate"] = false,
            ["skip_leave_on_interrupt"] = true,
            // An election within 3 s instead of 15 (Consul's own advice for production).
            ["performance"] = new JsonObject { ["raft_multiplier"] = 1 },
            ["limits"] = new JsonObject { ["http_max_conns_per_client"] = ConnectionsPerClientMax },
            ["ports"] = new JsonObject
            {
                ["http"] = HttpPort + portShift,
                ["server"] = RpcPort + portShift,
                ["serf_lan"] = GossipPort + portShift,
                ["serf_wan"] = -1,
                ["dns"] = -1,
                ["grpc"] = -1,
            },
        };
}
