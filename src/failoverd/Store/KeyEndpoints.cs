using System.Globalization;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using FailoverCtl.Store.Embedded;

namespace FailoverCtl.Daemon.Store;

/// <summary>/v1/kv/{key}: GET, PUT, DELETE.</summary>
internal sealed class KeyEndpoints(EmbeddedStore store)
{
    public async Task GetAsync(HttpContext http)
    {
        var parameters = http.Request.Query;
        var onlyNames = parameters.ContainsKey("keys");
        var isPrefix = onlyNames || parameters.ContainsKey("recurse");
        if (await KeyAsync(http, isPrefix) is not { } key)
        {
            return;
        }

        if (ReadParameters.Parse(parameters, out var problem) is not { } read)
        {
            await http.TextAsync(StatusCodes.Status400BadRequest, problem);
            return;
        }

        // A host that stops would wait for its blocking reads otherwise; they end with what is there.
        var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        var query = isPrefix ? KeyQuery.Under(key) : KeyQuery.One(key);
        ReadOutcome outcome;
        try
        {
            outcome = await store.WatchAsync(query, read.Index, read.Wait, ReadMode.Default, either.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            outcome = await store.ReadAsync(query, ReadMode.Default, http.RequestAborted);
        }

        switch (outcome)
        {
            case ReadOutcome.Failed(var failure):
                await http.FailAsync(failure);
                break;
            case ReadOutcome.Answered(var answer):
                await AnswerAsync(http, answer, onlyNames, raw: !isPrefix && parameters.ContainsKey("raw"));
                break;
        }
    }

    public async Task PutAsync(HttpContext http)
    {
        if (
            await KeyAsync(http, isPrefix: false) is not { } key
            || await NumberAsync(http, "flags") is not { } flags
            || await NumberAsync(http, "cas") is not { } index
            || await RequestBody.ReadAsync(http) is not { } body
        )
        {
            return;
        }

        await CommitAsync(
            http,
            http.Request.Query.ContainsKey("cas")
                ? new StoreOperation.Cas(key, body, index, flags)
                : new StoreOperation.Set(key, body, flags)
        );
    }

    public async Task DeleteAsync(HttpContext http)
    {
        var isPrefix = http.Request.Query.ContainsKey("recurse");
        if (await KeyAsync(http, isPrefix) is not { } key || await NumberAsync(http, "cas") is not { } index)
        {
            return;
        }

        await CommitAsync(
            http,
            isPrefix ? new StoreOperation.DeleteTree(key)
                : http.Request.Query.ContainsKey("cas") ? new StoreOperation.DeleteCas(key, index)
                : new StoreOperation.Delete(key)
        );
    }

    private async Task CommitAsync(HttpContext http, StoreOperation operation)
    {
        // One value may fill the whole limit here; in a transaction base64 takes a third more.
        var (applied, failure) = await store.ApplyOneAsync(operation, http.RequestAborted);
        await (
            failure is null
                ? http.JsonAsync(applied!.Errors.IsEmpty, ConsulJson.Default.Boolean)
                : http.FailAsync(failure)
        );
    }

    private static async Task AnswerAsync(HttpContext http, StoreAnswer answer, bool onlyNames, bool raw)
    {
        var headers = http.Response.Headers;
        headers["X-Consul-Index"] = answer.Index.ToString(CultureInfo.InvariantCulture);
        headers["X-Consul-KnownLeader"] = "true";
        headers["X-Consul-LastContact"] = "0";
        if (answer.Values.IsEmpty)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (onlyNames)
        {
            await http.JsonAsync([.. answer.Values.Select(v => v.Key)], ConsulJson.Default.IReadOnlyListString);
        }
        else if (raw)
        {
            http.Response.ContentType = "text/plain";
            headers.XContentTypeOptions = "nosniff";
            headers.ContentSecurityPolicy = "sandbox";
            await http.Response.Body.WriteAsync(answer.Values[0].Value, http.RequestAborted);
        }
        else
        {
            await http.JsonAsync([.. answer.Values.Select(WithValue)], ConsulJson.Default.IReadOnlyListConsulKey);
        }
    }

    private static ConsulKey WithValue(KeyValue value) =>
        new(
            0,
            value.Key,
            value.Flags,
            value.Value.IsEmpty ? null : value.Value.ToArray(),
            value.CreateIndex,
            value.ModifyIndex
        );

    /// <summary>Null when the key cannot be used; the answer is then written already.</summary>
    private static async Task<string?> KeyAsync(HttpContext http, bool isPrefix)
    {
        var key = http.Request.RouteValues["key"] as string ?? "";
        var problem =
            key.Length > 0 ? KeyRules.Problem(key)
            : isPrefix ? null
            : "Missing key name";
        if (problem is null)
        {
            return key;
        }

        await http.TextAsync(StatusCodes.Status400BadRequest, problem);
        return null;
    }

    /// <summary>0 when it is not given; null when it is no number, the answer is then written already.</summary>
    private static async Task<ulong?> NumberAsync(HttpContext http, string name)
    {
        var text = http.Request.Query[name].ToString();
        if (text.Length == 0)
        {
            return 0;
        }

        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        await http.TextAsync(
            StatusCodes.Status400BadRequest,
            $"Invalid {name}: a whole number of at least 0 is expected"
        );
        return null;
    }
}
