using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.Daemon.Sandbox.Consul;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using FailoverCtl.Store.Watching;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>One real Consul server of a test's own, with its data in a temporary directory.</summary>
internal sealed class RealConsul : IAsyncDisposable
{
    private const int FirstShift = 100;
    private const int ShiftStep = 7;
    private const int ShiftsTried = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly SpawnThread _spawn = new();
    private readonly Child _child;
    private readonly Func<Uri, ConsulOptions> _access;

    private RealConsul(string program, IPAddress address, Func<int, JsonObject>? more, Func<Uri, ConsulOptions> access)
    {
        var shift = FreeShift(address);
        var merged = more?.Invoke(shift);
        Address = (int?)merged?["ports"]?["https"] is { } secure
            ? new Uri($"https://{address}:{secure}")
            : new Uri($"http://{ConsulServer.Http(address, shift)}");
        _access = access;
        _child = ConsulServer.Child(program, "consul", address, [address], shift, _directory.Path, merged);
    }

    public Uri Address { get; }

    /// <summary>Why there is no Consul for tests; the test is skipped then, or fails where servers are required.</summary>
    public static string Required()
    {
        var program = ConsulProgram.Find();
        if (program is null && Environment.GetEnvironmentVariable("FAILOVERCTL_REQUIRE_SERVERS") == "1")
        {
            Assert.Fail($"FAILOVERCTL_REQUIRE_SERVERS=1, but {ConsulProgram.Missing}");
        }

        Assert.SkipWhen(program is null, ConsulProgram.Missing);
        return program!;
    }

    /// <param name="address">An address of the loopback, another one for each server of this program.</param>
    /// <param name="more">Merged over the configuration; gets the number that all ports are moved by.</param>
    /// <param name="access">With what to ask whether it is up; null: with nothing.</param>
    public static async Task<RealConsul> StartAsync(
        string address,
        Func<int, JsonObject>? more = null,
        Func<Uri, ConsulOptions>? access = null
    )
    {
        var consul = new RealConsul(Required(), IPAddress.Parse(address), more, access ?? Plain);
        try
        {
            await consul.RunAsync();
            return consul;
        }
        catch
        {
            await consul.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL, and up again on the same data.</summary>
    public async Task RestartAsync()
    {
        _child.KillAndWait();
        await RunAsync();
    }

    public ValueTask DisposeAsync()
    {
        _child.KillAndWait();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    private static ConsulOptions Plain(Uri server) => new() { Servers = [server] };

    /// <summary>Starts the process and returns when it answers a consistent read.</summary>
    private async Task RunAsync()
    {
        _spawn.Do(_child.Start);
        using var store = new ConsulKeyValueStore(_access(Address), TimeProvider.System);
        using var limit = new CancellationTokenSource(Patience);
        using var up = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var last = "it was not asked";
        var watch = new StoreWatch(
            store,
            KeyQuery.One("up"),
            new StoreWatchOptions { Mode = ReadMode.Consistent, BackoffMax = TimeSpan.FromMilliseconds(100) },
            TimeProvider.System,
            seed: 1
        );
        await watch.RunAsync(
            async (_, _) => await up.CancelAsync(),
            static _ => { },
            failure => last = failure.Message,
            up.Token
        );
        if (limit.IsCancellationRequested)
        {
            var log = await File.ReadAllTextAsync(_directory.File("consul.log"));
            Assert.Fail($"Consul did not come up within {Patience.TotalSeconds} s: {last}\n{log}");
        }
    }

    private static int FreeShift(IPAddress address)
    {
        for (var shift = FirstShift; shift < FirstShift + (ShiftsTried * ShiftStep); shift += ShiftStep)
        {
            if (ConsulServer.Ports(shift).All(port => IsFree(new IPEndPoint(address, port))))
            {
                return shift;
            }
        }

        throw new InvalidOperationException($"no free ports on {address}");
    }

    private static bool IsFree(IPEndPoint endpoint)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endpoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
