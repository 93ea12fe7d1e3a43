using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Consul;

/// <summary>The store over Consul's HTTP API, 1.8 and newer.</summary>
public sealed class ConsulKeyValueStore : IKeyValueStore, IDisposable
{
    private readonly ConsulOptions _options;
    private readonly TimeProvider _time;
    private readonly ConsulTransport _transport;
    private readonly ConsulPipelines _pipelines;
    private readonly ServerRotation _servers;

    // Starts at another server, so that a stale watch outlives the hang of the one that the default watch sits on.
    private readonly ServerRotation _staleServers;

    public ConsulKeyValueStore(ConsulOptions options, TimeProvider time)
    {
        if (options.Servers.IsEmpty)
        {
            throw new ArgumentException("no Consul server is given", nameof(options));
        }

        _options = options;
        _time = time;
        _transport = new ConsulTransport(options, time);
        _pipelines = new ConsulPipelines(options, time);
        StoreServer[] servers = [.. options.Servers.Select(address => new StoreServer(address, time))];
        _servers = new ServerRotation(servers, 0);
        _staleServers = new ServerRotation(servers, 1);
    }

    public void Dispose() => _transport.Dispose();

    public async Task<ReadOutcome> ReadAsync(KeyQuery query, ReadMode mode, CancellationToken cancellationToken)
    {
        var request = new ConsulRequest(HttpMethod.Get, Path(query, mode, []), Servers(mode));
        var call = Call(
            request,
            reply => Read(query, reply),
            _options.ReadLimit,
            _options.ReadAttemptLimit,
            cancellationToken
        );
        return Outcome(await ConsulPipelines.RunAsync(_pipelines.Reads, call, cancellationToken));
    }

    public async Task<ReadOutcome> WatchAsync(
        KeyQuery query,
        ulong index,
        TimeSpan wait,
        ReadMode mode,
        CancellationToken cancellationToken
    )
    {
        if (index == 0)
        {
            return await ReadAsync(query, mode, cancellationToken);
        }

        // Consul adds up to a sixteenth of the wait by itself, so that not all clients come back at once.
        var limit = wait + (wait / 16) + _options.ReadLimit;
        var path = Path(query, mode, [$"index={index}", $"wait={Math.Max(1, (long)wait.TotalMilliseconds)}ms"]);
        var request = new ConsulRequest(HttpMethod.Get, path, Servers(mode)) { IsBlocking = true };
        var call = Call(request, reply => Read(query, reply), limit, limit, cancellationToken);
        return Outcome(await ConsulPipelines.RunAsync(_pipelines.Watches, call, cancellationToken));
    }

    public async Task<CommitOutcome> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        if (StoreLimits.Problem(transaction) is { } tooLarge)
        {
            return new CommitOutcome.Failed(tooLarge);
        }

        var content = new OnceContent(ConsulTransaction.Encode(transaction), "application/json");
        var request = new ConsulRequest(HttpMethod.Put, "v1/txn", _servers, content) { IsPatient = false };
        var limit = _options.CommitLimit;
        var call = Call(request, reply => Committed(transaction, reply), limit, limit, cancellationToken);
        var result = await ConsulPipelines.RunAsync(_pipelines.Commits, call, cancellationToken);
        return result.Failure is { } failure ? new CommitOutcome.Failed(failure) : result.Value!;
    }

    public async Task<StoreFailure?> PutAsync(
        string key,
        ReadOnlyMemory<byte> value,
        CancellationToken cancellationToken
    )
    {
        if (StoreLimits.Problem(key, value) is { } tooLarge)
        {
            return tooLarge;
        }

        var content = new OnceContent(value, "application/octet-stream");
        var path = "v1/kv/" + Escaped(KeyRules.Checked(key));
        var request = new ConsulRequest(HttpMethod.Put, path, _servers, content);
        var limit = _options.PutLimit;
        var call = Call<ConsulReply>(request, Written, limit, limit, cancellationToken);
        return (await ConsulPipelines.RunAsync(_pipelines.Puts, call, cancellationToken)).Failure;
    }

    private ConsulCall<T> Call<T>(
        ConsulRequest request,
        Func<ConsulReply, ConsulResult<T>> parse,
        TimeSpan limit,
        TimeSpan attemptLimit,
        CancellationToken caller
    )
        where T : class => new(_transport, request, parse, limit, attemptLimit, _time.GetTimestamp(), caller);

    private static ReadOutcome Outcome(ConsulResult<StoreAnswer> result) =>
        result.Failure is { } failure ? new ReadOutcome.Failed(failure) : new ReadOutcome.Answered(result.Value!);

    private static ConsulResult<StoreAnswer> Read(KeyQuery query, ConsulReply reply)
    {
        // Without an index a 404 is some other server's: believing it would empty the store.
        if (reply.Index is not { } index)
        {
            return reply.Malformed("without X-Consul-Index");
        }

        EquatableArray<KeyValue> values = [];
        if (reply.Status == HttpStatusCode.OK)
        {
            if (Parse(reply, ConsulJson.Default.IReadOnlyListConsulKey) is not { Count: > 0 } keys)
            {
                return reply.Malformed("the body is no list of keys");
            }

            if (keys.Any(key => key is null || !query.Covers(key.Key)))
            {
                return reply.Malformed($"the body holds keys other than {query}");
            }

            values = keys.Select(ToKeyValue).ToEquatableArray();
        }
        else if (reply.Status != HttpStatusCode.NotFound)
        {
            return reply.ToFailure(StoreFailureKind.Malformed);
        }

        return new StoreAnswer(values, Math.Max(1, index), reply.KnownLeader, reply.LastContact);
    }

    private static ConsulResult<CommitOutcome> Committed(Transaction transaction, ConsulReply reply)
    {
        CommitOutcome? outcome = Parse(reply, ConsulJson.Default.ConsulTxnAnswer) switch
        {
            null => null,
            var answer when reply.Status == HttpStatusCode.OK => ConsulTransaction.Committed(transaction, answer),
            var answer when reply.Status == HttpStatusCode.Conflict => ConsulTransaction.Conflict(transaction, answer),
            _ => null,
        };
        return outcome is null ? reply.Malformed("the body does not fit the transaction") : outcome;
    }

    private static ConsulResult<ConsulReply> Written(ConsulReply reply) =>
        reply.Status == HttpStatusCode.OK && reply.Body.Span.Trim(" \n"u8).SequenceEqual("true"u8)
            ? reply
            : reply.Malformed("a plain put is answered true");

    private static T? Parse<T>(ConsulReply reply, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(reply.Body.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static KeyValue ToKeyValue(ConsulKey key) =>
        new(key.Key, key.Value ?? [], key.CreateIndex, key.ModifyIndex) { Flags = key.Flags };

    private ServerRotation Servers(ReadMode mode) => mode == ReadMode.Stale ? _staleServers : _servers;

    private static string Path(KeyQuery query, ReadMode mode, List<string> parameters)
    {
        if (query.IsPrefix)
        {
            parameters.Add("recurse");
        }

        if (mode != ReadMode.Default)
        {
            parameters.Add(mode == ReadMode.Consistent ? "consistent" : "stale");
        }

        var path = "v1/kv/" + Escaped(query.Text);
        return parameters.Count == 0 ? path : $"{path}?{string.Join('&', parameters)}";
    }

    private static string Escaped(string key) => string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
}
