using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.Tests.Adapters.Store;
using FailoverCtl.Tests.Core.Dns;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

/// <summary>A real server of another make, named or knotd, as a secondary of a server under test.</summary>
internal sealed class RealSecondary : IDisposable
{
    /// <summary>Of <see cref="SecondaryWorld.Key"/>.</summary>
    public const string Secret = "0123456789abcdef0123456789abcdef";

    private readonly TemporaryDirectory _directory = new();
    private readonly SpawnThread _spawn = new();
    private readonly Child _child;

    /// <param name="program">named or knotd.</param>
    /// <param name="address">Where it answers and hears NOTIFY.</param>
    /// <param name="secret">What its operator holds as the secret of <see cref="SecondaryWorld.Key"/>.</param>
    public RealSecondary(string program, IPEndPoint address, IPEndPoint primary, string secret = Secret)
    {
        Address = address;
        var command = DnsPrograms.Required(program);
        var configuration = _directory.Secret(
            "server.conf",
            program == "named"
                ? Named(_directory.Path, address, primary, secret)
                : Knotd(_directory.Path, address, primary, secret)
        );
        string[] arguments = program == "named" ? ["-g", "-n", "1", "-c", configuration] : ["-c", configuration];
        _child = new(program, command[^1], arguments, _directory.File("server.log"), [.. command.SkipLast(1)]);
        _spawn.Do(_child.Start);
    }

    public IPEndPoint Address { get; }

    public string Log
    {
        get
        {
            using var file = new FileStream(
                _directory.File("server.log"),
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite
            );
            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
    }

    /// <summary>As tsig-keygen writes it.</summary>
    public static string KeyText(string secret = Secret) =>
        $"key \"{SecondaryWorld.Key.Name}\" {{ algorithm hmac-sha256; secret \"{Base64(secret)}\"; }};\n";

    /// <summary>A port of loopback that is free for UDP and TCP.</summary>
    public static IPEndPoint FreeAddress()
    {
        for (var i = 0; i < 50; i++)
        {
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                udp.Bind(tcp.LocalEndPoint!);
                return (IPEndPoint)tcp.LocalEndPoint!;
            }
            catch (SocketException)
            {
                // Taken for UDP: another one.
            }
        }

        throw new InvalidOperationException("no port is free for UDP and TCP");
    }

    /// <summary>Asks it as any client would.</summary>
    /// <returns>Null: no answer.</returns>
    public async Task<ReadReply?> AskAsync(byte[] query)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await socket.ConnectAsync(Address, limit.Token);
            await socket.SendAsync(query, limit.Token);
            var buffer = new byte[4_096];
            return ReadReply.Parse(buffer[..await socket.ReceiveAsync(buffer, limit.Token)]);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Waits until it answers the zone with that serial.</summary>
    public async Task WaitForSerialAsync(uint serial)
    {
        try
        {
            await Eventually.TrueAsync(async () =>
            {
                var reply = await AskAsync(QueryBytes.Of(DnsWorld.Zone, 6));
                return reply?.Answers.SingleOrDefault() is { } soa
                    && System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(soa.Data.AsSpan(soa.Data.Length - 20))
                        == serial;
            });
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"the secondary does not answer serial {serial}:\n{Log}");
        }
    }

    /// <summary>Runs dig.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> DigAsync(params string[] arguments)
    {
        var command = DnsPrograms.Required("dig");
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return await output + await error;
    }

    public void Dispose()
    {
        _child.KillAndWait();
        _directory.Dispose();
    }

    private static string Base64(string secret) => Convert.ToBase64String(Encoding.ASCII.GetBytes(secret));

    private static string Named(string directory, IPEndPoint address, IPEndPoint primary, string secret) =>
        $$"""
            {{KeyText(secret)}}
            options {
              directory "{{directory}}";
              listen-on port {{address.Port}} { {{address.Address}}; };
              listen-on-v6 { none; };
              pid-file none;
              session-keyfile none;
              recursion no;
              notify no;
              minimal-responses yes;
              zero-no-soa-ttl no;
            };
            controls {};
            zone "{{DnsWorld.Zone}}" {
              type secondary;
              primaries { {{primary.Address}} port {{primary.Port}} key "{{SecondaryWorld.Key.Name}}"; };
              file "zone.db";
            };
            """;

    private static string Knotd(string directory, IPEndPoint address, IPEndPoint primary, string secret) =>
        $$"""
            server:
                listen: "{{address.Address}}@{{address.Port}}"
                rundir: "{{directory}}"
                udp-workers: 1
                tcp-workers: 1
                background-workers: 1
            database:
                storage: "{{directory}}"
            log:
              - target: stderr
                any: info
            key:
              - id: {{SecondaryWorld.Key.Name}}
                algorithm: hmac-sha256
                secret: {{Base64(secret)}}
            remote:
              - id: primary
                address: "{{primary.Address}}@{{primary.Port}}"
                key: {{SecondaryWorld.Key.Name}}
            acl:
              - id: notify
                action: notify
                key: {{SecondaryWorld.Key.Name}}
            zone:
              - domain: {{DnsWorld.Zone}}
                storage: "{{directory}}"
                file: zone.db
                master: primary
                acl: notify
            """;
}
