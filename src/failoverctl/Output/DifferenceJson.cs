using System.Text.Json;
using FailoverCtl.CommandLine.Topologies;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.CommandLine.Output;

/// <summary>The difference as a document. Fields are only ever added within a schema.</summary>
public static class DifferenceJson
{
    public const string Schema = "failoverctl.diff/1";

    public static string Render(
        string cluster,
        string inForce,
        string other,
        IReadOnlyList<ThingChange> changes,
        ApplyOutlook? outlook
    ) =>
        JsonText.Write(json =>
        {
            json.WriteString("schema", Schema);
            json.WriteString("cluster", cluster);
            json.WriteString("inForce", inForce);
            json.WriteString("other", other);
            json.WriteStartArray("changes");
            foreach (var change in changes)
            {
                Thing(json, change);
            }

            json.WriteEndArray();
            json.WriteStartArray("weights");
            foreach (var move in outlook?.Moves ?? [])
            {
                json.WriteStartObject();
                json.WriteString("endpoint", move.Endpoint.Value);
                JsonText.Number(json, "now", move.Now);
                JsonText.Number(json, "atOnce", move.AtOnce);
                JsonText.Number(json, "inTheEnd", move.InTheEnd);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("steps", outlook?.Steps.Count ?? 0);
            json.WriteStartArray("refusals");
            foreach (var finding in outlook?.Findings ?? [])
            {
                JsonSerializer.Serialize(json, finding, DomainJson.Default.Finding);
            }

            json.WriteEndArray();
        });

    private static void Thing(Utf8JsonWriter json, ThingChange change)
    {
        json.WriteStartObject();
        json.WriteString("change", change.Kind.ToString());
        json.WriteString("section", change.Section);
        json.WriteString("id", change.Id);
        json.WriteStartArray("fields");
        foreach (var field in change.Fields)
        {
            json.WriteStartObject();
            json.WriteString("path", field.Path);
            json.WriteString("before", field.Before);
            json.WriteString("after", field.After);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
