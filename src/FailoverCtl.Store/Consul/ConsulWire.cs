using System.Text.Json.Serialization;

namespace FailoverCtl.Store.Consul;

/// <summary>A key as Consul's HTTP API writes it. Values are base64; an empty one is null.</summary>
public sealed record ConsulKey(
    ulong LockIndex,
    string Key,
    ulong Flags,
    byte[]? Value,
    ulong CreateIndex,
    ulong ModifyIndex
);

/// <summary>One operation of a transaction.</summary>
public sealed record ConsulTxnOperation([property: JsonPropertyName("KV")] ConsulTxnVerb? KeyValue);

/// <param name="Verb">set, cas, check-index, check-not-exists, delete, delete-cas, delete-tree.</param>
public sealed record ConsulTxnVerb(string Verb, string Key, byte[]? Value, ulong Flags, ulong Index);

/// <summary>The body of 200 and 409; a read-only transaction has further fields, which are skipped.</summary>
public sealed record ConsulTxnAnswer(IReadOnlyList<ConsulTxnResult>? Results, IReadOnlyList<ConsulTxnError>? Errors);

public sealed record ConsulTxnResult([property: JsonPropertyName("KV")] ConsulKey? KeyValue);

/// <param name="OpIndex">Counted from 0.</param>
public sealed record ConsulTxnError(int OpIndex, string What);

/// <summary>The little of /v1/agent/self that tells who answers.</summary>
public sealed record ConsulAgentSelf(ConsulAgentConfig Config);

public sealed record ConsulAgentConfig(string Datacenter, string NodeName, bool Server, string Version);

/// <summary>Consul's JSON: names as they are, no nesting beyond what the API has.</summary>
// Metadata only: the generated fast path writes an absent byte array as "" and Consul writes null.
[JsonSourceGenerationOptions(MaxDepth = 8, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(IReadOnlyList<ConsulKey>))]
[JsonSerializable(typeof(IReadOnlyList<ConsulTxnOperation>))]
[JsonSerializable(typeof(ConsulTxnAnswer))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(ConsulAgentSelf))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
public sealed partial class ConsulJson : JsonSerializerContext;
