using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FailoverCtl.Tests.Adapters.Probing;

/// <summary>A real HTTP/2 server that answers grpc.health.v1 as told.</summary>
internal sealed class GrpcServer : IAsyncDisposable
{
    private readonly WebApplication _web;

    private GrpcServer(WebApplication web) => _web = web;

    public int Port => new Uri(_web.Urls.Single()).Port;

    /// <param name="answer">Of the framed request: the framed answer in hex, and the grpc-status.</param>
    public static async Task<GrpcServer> StartAsync(
        Func<string, (string Body, string Status)> answer,
        X509Certificate2? certificate = null
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(o =>
            o.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                {
                    listen.Protocols = HttpProtocols.Http2;
                    if (certificate is not null)
                    {
                        listen.UseHttps(certificate);
                    }
                }
            )
        );
        var web = builder.Build();
        web.Run(http => AnswerAsync(http, answer));
        await web.StartAsync();
        return new(web);
    }

    public async ValueTask DisposeAsync() => await _web.DisposeAsync();

    private static async Task AnswerAsync(HttpContext http, Func<string, (string Body, string Status)> answer)
    {
        if (http.Request is not { Path.Value: "/grpc.health.v1.Health/Check", ContentType: "application/grpc" })
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var request = new MemoryStream();
        await http.Request.Body.CopyToAsync(request);
        var (body, status) = answer(Convert.ToHexString(request.ToArray()));
        http.Response.ContentType = "application/grpc";
        if (body.Length == 0)
        {
            http.Response.Headers["grpc-status"] = status;
            return;
        }

        await http.Response.Body.WriteAsync(Convert.FromHexString(body));
        http.Response.AppendTrailer("grpc-status", status);
    }
}
