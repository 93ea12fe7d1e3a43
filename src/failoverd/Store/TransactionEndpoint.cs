using System.Text.Json;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using FailoverCtl.Store.Embedded;

namespace FailoverCtl.Daemon.Store;

/// <summary>PUT /v1/txn.</summary>
internal sealed class TransactionEndpoint(EmbeddedStore store)
{
    public async Task PutAsync(HttpContext http)
    {
        if (await RequestBody.ReadAsync(http) is not { } body)
        {
            return;
        }

        IReadOnlyList<ConsulTxnOperation>? sent;
        try
        {
            sent = JsonSerializer.Deserialize(body, ConsulJson.Default.IReadOnlyListConsulTxnOperation) ?? [];
        }
        catch (JsonException broken)
        {
            await http.TextAsync(StatusCodes.Status400BadRequest, $"Failed to parse body: {broken.Message}");
            return;
        }

        if (sent.Count > StoreLimits.OperationsMax)
        {
            await http.TextAsync(
                StatusCodes.Status413PayloadTooLarge,
                $"Transaction contains too many operations ({sent.Count} > {StoreLimits.OperationsMax})"
            );
            return;
        }

        var operations = new List<StoreOperation>(sent.Count);
        var errors = new List<ConsulTxnError>();
        for (var i = 0; i < sent.Count; i++)
        {
            if (Problem(sent[i]?.KeyValue) is { } problem)
            {
                errors.Add(new ConsulTxnError(i, problem));
            }
            else
            {
                operations.Add(Operation(sent[i].KeyValue!));
            }
        }

        if (errors.Count > 0)
        {
            await http.JsonAsync(new ConsulTxnAnswer(null, errors), ConsulJson.Default.ConsulTxnAnswer, 409);
            return;
        }

        var (applied, failure) = await store.ApplyAsync(
            new Transaction(operations.ToEquatableArray()),
            http.RequestAborted
        );
        await (failure is null ? AnswerAsync(http, applied!) : http.FailAsync(failure));
    }

    private static Task AnswerAsync(HttpContext http, KvApplied applied)
    {
        if (!applied.Errors.IsEmpty)
        {
            var errors = applied.Errors.Select(e => new ConsulTxnError(e.OperationIndex, e.What)).ToList();
            return http.JsonAsync(new ConsulTxnAnswer(null, errors), ConsulJson.Default.ConsulTxnAnswer, 409);
        }

        var results = applied
            .Results.OfType<KeyValue>()
            .Select(r => new ConsulTxnResult(new ConsulKey(0, r.Key, r.Flags, null, r.CreateIndex, r.ModifyIndex)))
            .ToList();
        return http.JsonAsync(new ConsulTxnAnswer(results, null), ConsulJson.Default.ConsulTxnAnswer);
    }

    private static string? Problem(ConsulTxnVerb? sent) =>
        sent switch
        {
            null => "only KV operations are served by the embedded store",
            { Verb: "delete-tree", Key: "" } => null,
            { Key: "" or null } => "Must provide key",
            {
                Verb: not (
                    "set"
                    or "cas"
                    or "check-index"
                    or "check-not-exists"
                    or "delete"
                    or "delete-cas"
                    or "delete-tree"
                )
            } => $"unknown KV verb \"{sent.Verb}\"",
            _ => KeyRules.Problem(sent.Key),
        };

    private static StoreOperation Operation(ConsulTxnVerb sent) =>
        sent.Verb switch
        {
            "set" => new StoreOperation.Set(sent.Key, sent.Value, sent.Flags),
            "cas" => new StoreOperation.Cas(sent.Key, sent.Value, sent.Index, sent.Flags),
            "check-index" => new StoreOperation.CheckIndex(sent.Key, sent.Index),
            "check-not-exists" => new StoreOperation.CheckNotExists(sent.Key),
            "delete" => new StoreOperation.Delete(sent.Key),
            "delete-cas" => new StoreOperation.DeleteCas(sent.Key, sent.Index),
            "delete-tree" => new StoreOperation.DeleteTree(sent.Key),
            _ => throw new InvalidOperationException($"verb \"{sent.Verb}\" was let through by {nameof(Problem)}"),
        };
}
