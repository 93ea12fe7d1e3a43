using System.Net;
using System.Net.Http.Headers;

namespace FailoverCtl.Store.Consul;

/// <summary>
/// A body that can be sent once. HttpClient repeats a request by itself when a kept connection turns out to be closed.
/// In .NET 10 it does so only before the body has begun; here that is a property of ours, whatever the next version does:
/// a commit must never be sent twice.
/// </summary>
internal sealed class OnceContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;
    private int _sent;

    public OnceContent(ReadOnlyMemory<byte> body, string mediaType)
    {
        _body = body;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        if (Interlocked.Exchange(ref _sent, 1) != 0)
        {
            throw new IOException("the connection broke while the request was under way, and it is not sent twice");
        }

        await stream.WriteAsync(_body, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
