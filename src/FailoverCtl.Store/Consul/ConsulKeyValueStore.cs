using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Consul;

/// <summary>The store over Consul's HTTP API, 1.8 and newer.</summary>
public sealed class ConsulKeyValueStore : IKeyValueStore, IDisposable
{
    private readonly ConsulOptions _options;
    private readonly ConsulTransport _transport;
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
        _transport = new ConsulTransport(options, time);
        _servers = new ServerRotation(options.Servers, 0);
        _staleServers = new ServerRotation(options.Servers, 1);
    }

    public void Dispose() => _transport.Dispose();

    public async Task<ReadOutcome> ReadAsync(KeyQuery query, ReadMode mode, CancellationToken cancellationToken)
    {
        var path = Path(query, mode, []);
        var (reply, failure) = await _transport.QuickAsync(
            Servers(mode),
            HttpMethod.Get,
            path,
            null,
            _options.ReadLimit,
            cancellationToken
        );
        return failure is null ? Read(query, reply!) : new ReadOutcome.Failed(failure);
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
        var (reply, failure) = await _transport.BlockingAsync(Servers(mode), path, limit, cancellationToken);
        return failure is null ? Read(query, reply!) : new ReadOutcome.Failed(failure);
    }

    public async Task<CommitOutcome> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        if (StoreLimits.Problem(transaction) is { } tooLarge)
        {
            return new CommitOutcome.Failed(tooLarge);
        }

        var (reply, failure) = await _transport.QuickAsync(
            _servers,
            HttpMethod.Put,
            "v1/txn",
            new OnceContent(ConsulTransaction.Encode(transaction), "application/json"),
            _options.CommitLimit,
            cancellationToken
        );
        return failure is null ? Committed(transaction, reply!) : new CommitOutcome.Failed(failure);
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

        var (reply, failure) = await _transport.QuickAsync(
            _servers,
            HttpMethod.Put,
            "v1/kv/" + Escaped(KeyRules.Checked(key)),
            new OnceContent(value, "application/octet-stream"),
            _options.PutLimit,
            cancellationToken
        );
        if (failure is not null)
        {
            return failure;
        }

        if (reply!.Status != HttpStatusCode.OK)
        {
            return reply.ToFailure();
        }

        return reply.Body.Span.Trim(" \n"u8).SequenceEqual("true"u8)
            ? null
            : reply.Malformed("a plain put is answered true");
    }

    private static ReadOutcome Read(KeyQuery query, ConsulReply reply)
    {
        if (reply.Status is not (HttpStatusCode.OK or HttpStatusCode.NotFound))
        {
            return new ReadOutcome.Failed(reply.ToFailure());
        }

        // Without an index a 404 is some other server's: believing it would empty the store.
        if (reply.Index is not { } index)
        {
            return new ReadOutcome.Failed(reply.Malformed("without X-Consul-Index"));
        }

        EquatableArray<KeyValue> values = [];
        if (reply.Status == HttpStatusCode.OK)
        {
            if (Parse(reply, ConsulJson.Default.IReadOnlyListConsulKey) is not { Count: > 0 } keys)
            {
                return new ReadOutcome.Failed(reply.Malformed("the body is no list of keys"));
            }

            if (keys.Any(key => key is null || !query.Covers(key.Key)))
            {
                return new ReadOutcome.Failed(reply.Malformed($"the body holds keys other than {query}"));
            }

            values = keys.Select(ToKeyValue).ToEquatableArray();
        }

        return new ReadOutcome.Answered(
            new StoreAnswer(values, Math.Max(1, index), reply.KnownLeader, reply.LastContact)
        );
    }

    private static CommitOutcome Committed(Transaction transaction, ConsulReply reply)
    {
        if (reply.Status is not (HttpStatusCode.OK or HttpStatusCode.Conflict))
        {
            return new CommitOutcome.Failed(reply.ToFailure());
        }

        CommitOutcome? outcome = Parse(reply, ConsulJson.Default.ConsulTxnAnswer) switch
        {
            null => null,
            var answer when reply.Status == HttpStatusCode.OK => ConsulTransaction.Committed(transaction, answer),
            var answer => ConsulTransaction.Conflict(transaction, answer),
        };
        return outcome ?? new CommitOutcome.Failed(reply.Malformed("the body does not fit the transaction"));
    }

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
