using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.CommandLine.Output;

/// <summary>The status as a document. Fields are only ever added within a schema.</summary>
public static class StatusJson
{
    public const string Schema = "failoverctl.status/1";

    public static string Render(ClusterSnapshot snapshot) =>
        JsonText.Write(json =>
        {
            var notices = Notice.Of(snapshot);
            json.WriteString("schema", Schema);
            json.WriteString("cluster", snapshot.Cluster);
            json.WriteBoolean("degraded", notices.Any(n => n.Degrades));
            json.WriteStartArray("notices");
            foreach (var notice in notices)
            {
                json.WriteStartObject();
                json.WriteString("text", notice.Text);
                json.WriteBoolean("degrades", notice.Degrades);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            Document(json, "ledger", snapshot.Ledger, DomainJson.Default.LedgerEntry);
            JsonText.Number(json, "epochAgeMilliseconds", snapshot.EpochAgeMilliseconds);
            Document(json, "holds", snapshot.Holds, DomainJson.Default.Holds);
            Sites(json, snapshot);
            Weights(json, snapshot);
            DnsServers(json, snapshot);
            json.WriteString("seenBy", snapshot.Seer?.Id.Value);
            Documents(json, "controllers", snapshot.Controllers, DomainJson.Default.ControllerStatus);
            Documents(json, "dnsRoles", snapshot.DnsRoles, DomainJson.Default.DnsStatus);
            Documents(json, "reports", snapshot.Reports, DomainJson.Default.Report);
            Documents(json, "openIntents", snapshot.OpenIntents, DomainJson.Default.Intent);
        });

    private static void Sites(Utf8JsonWriter json, ClusterSnapshot snapshot)
    {
        json.WriteStartArray("sites");
        foreach (var site in snapshot.Topology?.Sites.Values ?? [])
        {
            json.WriteStartObject();
            json.WriteString("id", site.Id.Value);
            json.WriteString("location", site.Location.Value);
            json.WriteString("condition", snapshot.ConditionOf(site.Id)?.ToString());
            json.WriteBoolean("drained", snapshot.Ledger.Latches.DrainOf(site.Id) is not null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Weights(Utf8JsonWriter json, ClusterSnapshot snapshot)
    {
        json.WriteStartArray("endpoints");
        foreach (var endpoint in snapshot.Topology?.Endpoints ?? [])
        {
            json.WriteStartObject();
            json.WriteString("id", endpoint.Value);
            json.WriteNumber("weight", snapshot.Ledger.Steering.Weight(snapshot.Topology!, endpoint));
            json.WriteNumber("declaredWeight", snapshot.Topology!.DeclaredWeight(endpoint));
            json.WriteBoolean("withdrawn", snapshot.Ledger.Latches.WithdrawalOf(endpoint) is not null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void DnsServers(Utf8JsonWriter json, ClusterSnapshot snapshot)
    {
        json.WriteStartArray("dnsServers");
        foreach (var state in snapshot.DnsServers)
        {
            json.WriteStartObject();
            json.WriteString("id", state.Server.Id.Value);
            json.WriteString("site", state.Server.Site?.Value);
            json.WriteString("standing", state.Standing.ToString());
            json.WriteNumber("epoch", state.Epoch);
            json.WriteString("askedBy", state.AskedBy?.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Document<T>(Utf8JsonWriter json, string name, T? value, JsonTypeInfo<T> type)
        where T : class
    {
        json.WritePropertyName(name);
        if (value is null)
        {
            json.WriteNullValue();
        }
        else
        {
            JsonSerializer.Serialize(json, value, type);
        }
    }

    private static void Documents<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, JsonTypeInfo<T> type)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            JsonSerializer.Serialize(json, value, type);
        }

        json.WriteEndArray();
    }
}
