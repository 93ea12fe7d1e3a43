using System.Net;
using FailoverCtl.Domain.Evidence;

namespace FailoverCtl.Probing.Slow;

/// <summary>Fetches load documents by address; bounded in time and size, no redirections, no proxy.</summary>
internal sealed class LoadAsking : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxConnectionsPerServer = 2,
            MaxResponseHeadersLength = 8,
            ConnectTimeout = Patience,
        }
    )
    {
        MaxResponseContentBufferSize = LoadDocument.LengthMax,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<LoadAnswer> AskAsync(LoadQuestion question, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(Patience);
        var end = new IPEndPoint(IPAddress.Parse(question.Address), question.Port);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{end}{question.Path}"));
        request.Headers.Host = question.Host;
        try
        {
            using var response = await _client.SendAsync(request, limit.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return new(null, LoadFault.Status);
            }

            var (load, fault) = LoadDocument.Read(await response.Content.ReadAsByteArrayAsync(limit.Token));
            return new(load, fault);
        }
        catch (HttpRequestException e)
        {
            return new(
                null,
                e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded
                    ? LoadFault.TooLarge
                    : LoadFault.Unreachable
            );
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new(null, LoadFault.Unreachable);
        }
    }

    public void Dispose() => _client.Dispose();
}
