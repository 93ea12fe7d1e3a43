using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.Tests.Adapters.Store;
using FailoverCtl.Tests.Core.Dns;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

/// <summary>A real named as a secondary of a server under test.</summary>
internal sealed class RealBind : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SpawnThread _spawn = new();
    private readonly Child _child;

    /// <param name="address">Where it answers and hears NOTIFY.</param>
    /// <param name="keyText">What its operator holds as the key.</param>
    public RealBind(IPEndPoint address, IPEndPoint primary, string keyText)
    {
        Address = address;
        var command = BindPrograms.Required("named");
        _directory.Secret("key.conf", keyText);
        var configuration = _directory.File("named.conf");
        File.WriteAllText(configuration, Configuration(primary));
        _child = new(
            "named",
            command[^1],
            ["-g", "-n", "1", "-c", configuration],
            _directory.File("named.log"),
            [.. command.SkipLast(1)]
        );
        _spawn.Do(_child.Start);
    }

    public IPEndPoint Address { get; }

    public string Log
    {
        get
        {
            using var file = new FileStream(
                _directory.File("named.log"),
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite
            );
            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
    }

    /// <summary>As tsig-keygen writes it.</summary>
    public static string KeyText(string name, string secret) =>
        $"key \"{name}\" {{ algorithm hmac-sha256; secret \"{Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(secret))}\"; }};\n";

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
        var command = BindPrograms.Required("dig");
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

    private string Configuration(IPEndPoint primary) =>
        $$"""
            include "{{_directory.File("key.conf")}}";
            options {
              directory "{{_directory.Path}}";
              listen-on port {{Address.Port}} { {{Address.Address}}; };
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
}
