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
    /// <summary>Consul 1.8's words for a check that its agent does not have.</summary>
    private const string UnknownCheck = "does not have associated TTL";

    private readonly CatalogTransport _transport;

    public ConsulCatalog(ConsulOptions options, TimeProvider time)
    {
        if (options.Servers.IsEmpty)
        {
            throw new ArgumentException("no Consul server is given", nameof(options));
        }

        Agents = options.Servers;
        _transport = new CatalogTransport(options, time);
    }

    /// <summary>The agents that a service can be registered with, in the order of preference.</summary>
    public EquatableArray<Uri> Agents { get; }

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
            agent,
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
            agent,
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
            null,
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
        var longest = index > 0 ? wait + (wait / 16) : TimeSpan.Zero;
        var reply = await _transport.WatchAsync(path, longest, cancellationToken);
        return Read(reply, CatalogJson.Default.IReadOnlyListWireHealthEntry, CatalogBody.Services);
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
        GetAsync(null, "v1/status/leader", CatalogJson.Default.String, static leader => leader, cancellationToken);

    /// <summary>host:port of every server that votes.</summary>
    public Task<CatalogRead<EquatableArray<string>>> PeersAsync(CancellationToken cancellationToken) =>
        GetAsync(
            null,
            "v1/status/peers",
            CatalogJson.Default.IReadOnlyListString,
            static peers => peers.ToEquatableArray(),
            cancellationToken
        );

    private Task<CatalogRead<EquatableArray<CatalogCheck>>> ChecksAsync(
        string path,
        CancellationToken cancellationToken
    ) => GetAsync(null, path, CatalogJson.Default.IReadOnlyListWireHealthCheck, CatalogBody.Checks, cancellationToken);

    private async Task<CatalogOutcome> RegisterAsync(CatalogStep.Register register, CancellationToken cancellationToken)
    {
        var (agent, service) = (register.Agent, register.Service);
        var body = CatalogBody.Of(service, register.First);
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

        return await PutAsync(agent, "v1/agent/service/register", body, cancellationToken) switch
        {
            CatalogOutcome.Unknown => new CatalogOutcome.NoCatalog(),
            var outcome => outcome,
        };
    }

    private async Task<CatalogOutcome> WithdrawAsync(CatalogStep.Withdraw withdraw, CancellationToken cancellationToken)
    {
        var (agent, id) = (withdraw.Agent, withdraw.ServiceId);
        switch (await AgentServiceAsync(agent, id, cancellationToken))
        {
            case CatalogRead<EquatableArray<CatalogService>>.NoCatalog:
                return new CatalogOutcome.NoCatalog();
            case CatalogRead<EquatableArray<CatalogService>>.Failed(var failure):
                return new CatalogOutcome.Failed(failure);
            case CatalogRead<EquatableArray<CatalogService>>.Answered { Value: [{ Cluster: var owner }] }
                when owner != withdraw.Cluster:
                return new CatalogOutcome.Taken(owner ?? "none");
        }

        foreach (var maintenance in CatalogNames.MaintenanceOf(id))
        {
            switch (await AgentCheckAsync(agent, maintenance, cancellationToken))
            {
                case CatalogRead<EquatableArray<CatalogCheck>>.NoCatalog:
                    return new CatalogOutcome.NoCatalog();
                case CatalogRead<EquatableArray<CatalogCheck>>.Failed(var failure):
                    return new CatalogOutcome.Failed(failure);
                case CatalogRead<EquatableArray<CatalogCheck>>.Answered { Value.IsEmpty: false }:
                    return new CatalogOutcome.Kept();
            }
        }

        return await PutAsync(agent, $"v1/agent/service/deregister/{Escaped(id)}", default, cancellationToken);
    }

    private async Task<CatalogOutcome> PutAsync(
        Uri agent,
        string path,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        var reply = await _transport.PutAsync(agent, path, body, cancellationToken);
        return reply switch
        {
            { Failure: null, IsFound: true } => new CatalogOutcome.Done(),
            { Failure: null } => new CatalogOutcome.Unknown(),
            // Consul 1.8 says 500 where newer ones say 404.
            { Failure: { Kind: StoreFailureKind.NoLeader } failure }
                when failure.Message.Contains(UnknownCheck, StringComparison.Ordinal) => new CatalogOutcome.Unknown(),
            { Failure: var failure } => new CatalogOutcome.Failed(failure),
        };
    }

    private async Task<CatalogRead<T>> GetAsync<TWire, T>(
        Uri? agent,
        string path,
        JsonTypeInfo<TWire> type,
        Func<TWire, T> value,
        CancellationToken cancellationToken
    )
        where TWire : class => Read(await _transport.GetAsync(agent, path, cancellationToken), type, value);

    private static CatalogRead<T> Read<TWire, T>(CatalogReply reply, JsonTypeInfo<TWire> type, Func<TWire, T> value)
        where TWire : class
    {
        if (reply.Failure is { } failure)
        {
            return new CatalogRead<T>.Failed(failure);
        }

        // None of these routes answers 404 in Consul: nobody registered is an empty list.
        if (!reply.IsFound)
        {
            return new CatalogRead<T>.NoCatalog();
        }

        try
        {
            return JsonSerializer.Deserialize(reply.Body.Span, type) is { } wire
                ? new CatalogRead<T>.Answered(value(wire), reply.Index)
                : Malformed<T>("null");
        }
        catch (JsonException e)
        {
            return Malformed<T>($"not what this route answers ({e.Path})");
        }
    }

    private static CatalogRead<T>.Failed Malformed<T>(string what) =>
        new(new StoreFailure(StoreFailureKind.Malformed, $"Consul's catalog answered 200, but the body is {what}"));

    private static string Filter(string field, string value) => Escaped($"{field} == \"{value}\"");

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
