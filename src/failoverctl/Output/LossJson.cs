using System.Text.Json;
using FailoverCtl.Decision.Outlook;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.CommandLine.Output;

/// <summary>What a loss would mean, as a document. Fields are only ever added within a schema.</summary>
public static class LossJson
{
    public const string Schema = "failoverctl.plan/1";

    public static string Render(LossOutlook outlook, string demand) =>
        JsonText.Write(json =>
        {
            json.WriteString("schema", Schema);
            json.WriteString("cluster", outlook.Topology.Cluster);
            json.WriteString("topologyHash", outlook.Before.TopologyHash);
            json.WriteNumber("epoch", outlook.Before.Epoch);
            json.WriteString("demand", demand);
            JsonText.Strings(json, "lost", outlook.Lost.Select(s => s.Value));
            json.WriteBoolean("frozen", outlook.Freeze is not null);
            json.WriteStartArray("services");
            foreach (var service in outlook.Services)
            {
                Service(json, service);
            }

            json.WriteEndArray();
            json.WriteStartArray("epochs");
            foreach (var plan in outlook.Epochs)
            {
                JsonSerializer.Serialize(json, plan, DomainJson.Default.Plan);
            }

            json.WriteEndArray();
            json.WriteStartArray("refused");
            foreach (var refusal in outlook.Refused)
            {
                json.WriteStartObject();
                json.WriteString("cause", refusal.Cause.Kind.ToString());
                json.WriteString("subject", refusal.Cause.Subject);
                json.WriteString("why", refusal.Why);
                json.WriteStartArray("findings");
                foreach (var finding in refusal.Findings)
                {
                    JsonSerializer.Serialize(json, finding, DomainJson.Default.Finding);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            JsonText.Strings(json, "approvals", outlook.Approvals);
        });

    private static void Service(Utf8JsonWriter json, ServiceLoss loss)
    {
        json.WriteStartObject();
        json.WriteString("service", loss.Service.Value);
        json.WriteString("family", loss.Family.ToString());
        json.WriteBoolean("isPlacedThere", loss.IsPlacedThere);
        json.WriteNumber("demandPerSecond", loss.DemandPerSecond);
        json.WriteNumber("lostPerSecond", loss.LostPerSecond);
        json.WriteNumber("unservedPerSecond", loss.UnservedPerSecond);
        json.WriteStartArray("placements");
        foreach (var placement in loss.Placements)
        {
            json.WriteStartObject();
            json.WriteString("site", placement.Site.Value);
            json.WriteBoolean("isLost", placement.IsLost);
            json.WriteNumber("before", placement.Before);
            json.WriteNumber("after", placement.After);
            json.WriteNumber("loadPerSecond", placement.LoadPerSecond);
            json.WriteNumber("capacityPerSecond", placement.CapacityPerSecond);
            json.WriteNumber("unservedPerSecond", placement.UnservedPerSecond);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
