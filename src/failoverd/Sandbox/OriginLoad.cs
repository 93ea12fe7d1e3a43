using System.Text.Json;
using FailoverCtl.Domain.Evidence;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>
/// Counts what a sandbox origin is asked and says it as a load document: what it does not know (who is signed in, which
/// networks are new, bits) it leaves out. The document itself and health checks are no load.
/// </summary>
internal sealed class OriginLoad(TimeProvider time)
{
    /// <summary>Whole seconds that rates are taken over; the one that is running is not one of them.</summary>
    private const int Seconds = 5;

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private readonly Second[] _ring = new Second[Seconds + 1];
    private int _inFlight;

    private long Now => (long)time.GetElapsedTime(_start).TotalSeconds;

    public async Task CountAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path is { Value: "/load" or "/healthz" })
        {
            await next(http);
            return;
        }

        Interlocked.Increment(ref _inFlight);
        try
        {
            await next(http);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
            Count(http.Response.StatusCode);
        }
    }

    public byte[] Document()
    {
        var (requests, errors, refusals) = PerSecond();
        return JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object>
            {
                ["schema"] = LoadDocument.Schema,
                ["requestsPerSecond"] = requests,
                ["inFlight"] = Volatile.Read(ref _inFlight),
                ["queued"] = 0,
                ["serverErrorsPerSecond"] = errors,
                ["refusalsPerSecond"] = refusals,
            }
        );
    }

    private void Count(int status)
    {
        lock (_gate)
        {
            ref var second = ref _ring[Now % _ring.Length];
            second = second.At == Now ? second : new() { At = Now };
            second.Requests++;
            second.Errors += status >= 500 ? 1 : 0;
            second.Refusals += status == 429 ? 1 : 0;
        }
    }

    private (long Requests, long Errors, long Refusals) PerSecond()
    {
        lock (_gate)
        {
            var now = Now;
            var full = _ring.Where(s => s.At < now && s.At >= now - Seconds).ToList();
            return (
                full.Sum(static s => s.Requests) / Seconds,
                full.Sum(static s => s.Errors) / Seconds,
                full.Sum(static s => s.Refusals) / Seconds
            );
        }
    }

    private struct Second
    {
        public long At;
        public long Requests;
        public long Errors;
        public long Refusals;
    }
}
