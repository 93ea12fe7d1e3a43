using System.Text.Json;
using FailoverCtl.CommandLine.Recovery;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.CommandLine.Output;

/// <summary>The same as a document. Fields are only ever added within a schema.</summary>
public static class RecoveryJson
{
    public const string Schema = "failoverctl.recovery/1";

    /// <param name="why">Why there is no rescue; null when there is one or nothing is wrong.</param>
    public static string Render(Knowledge knowledge, Rescue? rescue, string? why, RecoveryState state) =>
        JsonText.Write(json =>
        {
            json.WriteString("schema", Schema);
            json.WriteString("cluster", knowledge.Cluster);
            json.WriteString("state", state.ToString());
            json.WriteNumber("newestEpochSeen", knowledge.NewestSeen);
            json.WriteStartArray("sources");
            foreach (var source in knowledge.Sources)
            {
                Write(json, source);
            }

            json.WriteEndArray();
            JsonText.Strings(json, "problems", knowledge.Problems);
            json.WriteString("why", why);
            json.WritePropertyName("entry");
            if (rescue is null)
            {
                json.WriteNullValue();
            }
            else
            {
                JsonSerializer.Serialize(json, rescue.Entry, DomainJson.Default.LedgerEntry);
                json.WriteString("from", rescue.From);
                json.WriteString("topologyPutBack", rescue.PutBack?.Hash);
                json.WriteString("holdAdded", rescue.Added?.Id);
                JsonText.Strings(json, "intentsRefused", rescue.Closed.Select(i => i.Intent.Id));
            }
        });

    private static void Write(Utf8JsonWriter json, Source source)
    {
        json.WriteStartObject();
        json.WriteString("kind", source.Kind.ToString());
        json.WriteString("name", source.Name);
        json.WriteString("cluster", source.Cluster);
        json.WriteNumber("epoch", source.Epoch);
        json.WriteString("proposal", source.Entry?.Proposal);
        json.WriteString("topology", source.Topology);
        json.WriteString("says", source.Says);
        json.WriteEndObject();
    }
}

public enum RecoveryState
{
    /// <summary>The store agrees with all that was asked.</summary>
    NothingWrong,

    /// <summary>It is shown what would be committed.</summary>
    Shown,

    /// <summary>The operator has to say more.</summary>
    Open,
    Committed,
}
