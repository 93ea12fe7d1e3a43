using System.Net.Http.Headers;
using FailoverCtl.Store.Consul;

namespace FailoverCtl.Daemon.Alarms;

/// <summary>An HTTP receiver: POST with the JSON as body; any 2xx means that it was taken.</summary>
internal sealed class WebhookReceiver(Uri address, string? tokenFile, HttpMessageInvoker client) : IAlarmReceiver
{
    /// <summary>Without path and query: they often carry a secret.</summary>
    public string Name => $"webhook {address.GetLeftPart(UriPartial.Authority)}";

    public async Task<string?> TellAsync(
        AlarmMessage message,
        ReadOnlyMemory<byte> json,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ReadOnlyMemoryContent(json),
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("Idempotency-Key", $"{message.Key}-{message.Number}");
        if (tokenFile is not null)
        {
            // Read each time: it may have been renewed.
            var (token, problem) = SecretFile.Read(tokenFile);
            if (token is null)
            {
                return problem;
            }

            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        }

        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"it answered {(int)response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError == HttpRequestError.Unknown ? "it cannot be reached" : $"{e.HttpRequestError}";
        }
    }
}
