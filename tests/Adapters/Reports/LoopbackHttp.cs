using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FailoverCtl.Tests.Adapters.Reports;

/// <summary>Somebody who answers HTTP on a free port of the loopback as the test says.</summary>
internal sealed class LoopbackHttp(WebApplication web, IPEndPoint address) : IAsyncDisposable
{
    public IPEndPoint Address => address;

    public static async Task<LoopbackHttp> StartAsync(RequestDelegate answer)
    {
        var address = FreeAddress();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(k => k.Listen(address));
        var web = builder.Build();
        web.Run(answer);
        await web.StartAsync();
        return new(web, address);
    }

    public static IPEndPoint FreeAddress()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();
}
