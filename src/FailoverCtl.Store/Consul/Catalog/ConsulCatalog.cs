using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Consul.Catalog;

/// <summary>
/// Consul's agent, catalog and health API, apart from the key-value client and on connections of its own: nothing that
/// happens here delays a decision. Bad news are values; every request has one time limit.
/// </summary>
public sealed class ConsulCatalog : IDisposable
{
    private readonly ConsulOptions _options;
    private readonly ConsulTransport _transport;
    private readonly ServerRotation _servers;

    public ConsulCatalog(ConsulOptions options, TimeProvider time)
    {
        if (options.Servers.IsEmpty)
        {
            throw new ArgumentException("no Consul server is given", nameof(options));
        }

        _options = options;
        _transport = new ConsulTransport(options, time);
        _servers = new ServerRotation(options.Servers, 0);
    }

    /// <summary>The agents that a service can be registered with, in the order of preference.</summary>
    public EquatableArray<Uri> Agents => _options.Servers;

    public void Dispose() => _transport.Dispose();

    /// <summary>Registers, passes or withdraws.</summary>
    public Task<CatalogOutcome> RunAsync(CatalogStep step, CancellationToken cancellationToken) =>
        step switch
        {
            CatalogStep.Register register => RegisterAsync(register, cancellationToken),
            CatalogStep.Pass pass => PutAsync(
                pass.Agent,
                $"v1/agent/check/update/{Escaped(CatalogNames.CheckId(pass.ServiceId))}",
                CatalogBody.Of(pass.Check),
                cancellationToken
            ),
            CatalogStep.Withdraw withdraw => WithdrawAsync(withdraw, cancellationToken),
            _ => throw new ArgumentException(
                $"a step of a kind that does not exist: {step.GetType().Name}",
                nameof(step)
            ),
        };

    /// <summary>What one agent has registered under one id: nothing or one service.</summary>
    public Task<CatalogRead<EquatableArray<CatalogService>>> AgentServiceAsync(
        Uri agent,
        string serviceId,
        CancellationToken cancellationToken
    ) =>
        GetAsync(
            new ServerRotation([agent], 0),
            $"v1/agent/services?filter={Filter("ID", serviceId)}",
            CatalogJson.Default.IReadOnlyDictionaryStringWireAgentService,
            CatalogBody.Services,
            cancellationToken
        );

    /// <summary>One check as one agent has it: nothing or one check.</summary>
    public Task<CatalogRead<EquatableArray<CatalogCheck>>> AgentCheckAsync(
        Uri agent,
        string checkId,
        CancellationToken cancellationToken
    ) =>
        GetAsync(
            new ServerRotation([agent], 0),
            $"v1/agent/checks?filter={Filter("CheckID", checkId)}",
            CatalogJson.Default.IReadOnlyDictionaryStringWireHealthCheck,
            CatalogBody.Checks,
            cancellationToken
        );

    public Task<CatalogRead<EquatableArray<CatalogService>>> ServicesAsync(
        string name,
        CancellationToken cancellationToken
    ) =>
        GetAsync(
            _servers,
            $"v1/catalog/service/{Escaped(name)}",
            CatalogJson.Default.IReadOnlyListWireCatalogService,
            CatalogBody.Services,
            cancellationToken
        );

    /// <summary>
    /// Waits until something about the service has changed after <paramref name="index"/>, at most <paramref name="wait"/>,
    /// then answers consistently what there is. Index 0 answers at once.
    /// </summary>
    public async Task<CatalogRead<EquatableArray<CatalogService>>> WatchHealthAsync(
        string name,
        ulong index,
        TimeSpan wait,
        CancellationToken cancellationToken
    )
    {
        var path = $"v1/health/service/{Escaped(name)}?consistent";
        if (index > 0)
        {
            path += $"&index={index}&wait={Math.Max(1, (long)wait.TotalMilliseconds)}ms";
        }

        // Consul adds up to a sixteenth of the wait by itself.
        var limit = (index > 0 ? wait + (wait / 16) : TimeSpan.Zero) + _options.ReadLimit;
        var (reply, failure) = await _transport.BlockingAsync(_servers, path, limit, cancellationToken);
        return Read(reply, failure, CatalogJson.Default.IReadOnlyListWireHealthEntry, CatalogBody.Services);
    }

    /// <param name="state">any, passing, warning or critical.</param>
    public Task<CatalogRead<EquatableArray<CatalogCheck>>> ChecksInStateAsync(
        string state,
        CancellationToken cancellationToken
    ) => ChecksAsync($"v1/health/state/{Escaped(state)}", cancellationToken);

    public Task<CatalogRead<EquatableArray<CatalogCheck>>> ChecksOfNodeAsync(
        string node,
        CancellationToken cancellationToken
    ) => ChecksAsync($"v1/health/node/{Escaped(node)}", cancellationToken);

    /// <summary>host:port of the leader's RPC address; empty: none is known.</summary>
    public Task<CatalogRead<string>> LeaderAsync(CancellationToken cancellationToken) =>
        GetAsync(_servers, "v1/status/leader", CatalogJson.Default.String, static leader => leader, cancellationToken);

    /// <summary>host:port of every server that votes.</summary>
    public Task<CatalogRead<EquatableArray<string>>> PeersAsync(CancellationToken cancellationToken) =>
        GetAsync(
            _servers,
            "v1/status/peers",
            CatalogJson.Default.IReadOnlyListString,
            static peers => peers.ToEquatableArray(),
            cancellationToken
        );

    private Task<CatalogRead<EquatableArray<CatalogCheck>>> ChecksAsync(
        string path,
        CancellationToken cancellationToken
    ) =>
        GetAsync(
            _servers,
            path,
            CatalogJson.Default.IReadOnlyListWireHealthCheck,
            CatalogBody.Checks,
            cancellationToken
        );

    private async Task<CatalogOutcome> RegisterAsync(CatalogStep.Register register, CancellationToken cancellationToken)
    {
        var (agent, service) = (register.Agent, register.Service);
        switch (await AgentServiceAsync(agent, service.Id, cancellationToken))
        {
            case CatalogRead<EquatableArray<CatalogService>>.NoCatalog:
                return new CatalogOutcome.NoCatalog();
            case CatalogRead<EquatableArray<CatalogService>>.Failed(var failure):
                return new CatalogOutcome.Failed(failure);
            // Two clusters with a site of one name, registered with one agent, would take turns for ever.
            case CatalogRead<EquatableArray<CatalogService>>.Answered { Value: [{ Cluster: var other }] }
                when other != service.Meta.Cluster:
                return new CatalogOutcome.Taken(other ?? "none");
        }

        return await PutAsync(agent, "v1/agent/service/register", CatalogBody.Of(service), cancellationToken) switch
        {
            CatalogOutcome.Unknown => new CatalogOutcome.NoCatalog(),
            var outcome => outcome,
        };
    }

    private async Task<CatalogOutcome> WithdrawAsync(CatalogStep.Withdraw withdraw, CancellationToken cancellationToken)
    {
        var maintenance = CatalogNames.ServiceMaintenance(withdraw.ServiceId);
        return await AgentCheckAsync(withdraw.Agent, maintenance, cancellationToken) switch
        {
            CatalogRead<EquatableArray<CatalogCheck>>.NoCatalog => new CatalogOutcome.NoCatalog(),
            CatalogRead<EquatableArray<CatalogCheck>>.Failed(var failure) => new CatalogOutcome.Failed(failure),
            CatalogRead<EquatableArray<CatalogCheck>>.Answered { Value.IsEmpty: false } => new CatalogOutcome.Kept(),
            _ => await PutAsync(
                withdraw.Agent,
                $"v1/agent/service/deregister/{Escaped(withdraw.ServiceId)}",
                default,
                cancellationToken
            ),
        };
    }

    private async Task<CatalogOutcome> PutAsync(
        Uri agent,
        string path,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        var (reply, failure) = await _transport.QuickAsync(
            new ServerRotation([agent], 0),
            HttpMethod.Put,
            path,
            new OnceContent(body, "application/json"),
            _options.PutLimit,
            cancellationToken
        );
        return reply?.Status switch
        {
            null => new CatalogOutcome.Failed(failure!),
            HttpStatusCode.OK => new CatalogOutcome.Done(),
            // Consul 1.8 says 500 where newer ones say 404.
            HttpStatusCode.NotFound or HttpStatusCode.InternalServerError => new CatalogOutcome.Unknown(),
            _ => new CatalogOutcome.Failed(reply.ToFailure()),
        };
    }

    private async Task<CatalogRead<T>> GetAsync<TWire, T>(
        ServerRotation servers,
        string path,
        JsonTypeInfo<TWire> type,
        Func<TWire, T> value,
        CancellationToken cancellationToken
    )
        where TWire : class
    {
        var (reply, failure) = await _transport.QuickAsync(
            servers,
            HttpMethod.Get,
            path,
            null,
            _options.ReadLimit,
            cancellationToken
        );
        return Read(reply, failure, type, value);
    }

    private static CatalogRead<T> Read<TWire, T>(
        ConsulReply? reply,
        StoreFailure? failure,
        JsonTypeInfo<TWire> type,
        Func<TWire, T> value
    )
        where TWire : class
    {
        if (reply is null)
        {
            return new CatalogRead<T>.Failed(failure!);
        }

        if (reply.Status != HttpStatusCode.OK)
        {
            // None of these routes answers 404 in Consul: nobody registered is an empty list.
            return reply.Status == HttpStatusCode.NotFound
                ? new CatalogRead<T>.NoCatalog()
                : new CatalogRead<T>.Failed(reply.ToFailure());
        }

        try
        {
            return JsonSerializer.Deserialize(reply.Body.Span, type) is { } wire
                ? new CatalogRead<T>.Answered(value(wire), Math.Max(1, reply.Index ?? 1))
                : new CatalogRead<T>.Failed(reply.Malformed("the body is null"));
        }
        catch (JsonException)
        {
            return new CatalogRead<T>.Failed(reply.Malformed("the body is not what this route answers"));
        }
    }

    private static string Filter(string field, string value) => Escaped($"{field} == \"{value}\"");

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
