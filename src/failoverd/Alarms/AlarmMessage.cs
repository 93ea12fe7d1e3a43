using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace FailoverCtl.Daemon.Alarms;

/// <summary>What a person is told, as a program or a receiver gets it: one JSON object.</summary>
/// <param name="Key">The same for the same words from any controller of the cluster: receivers that hear it from several, or
/// more than once, know it by this.</param>
/// <param name="Number">Counts this process's alarms from 1; a gap is one that was dropped.</param>
/// <param name="Times">How often it has been raised since it was last told, this time included.</param>
/// <param name="RaisedAt">Wall time, for display only.</param>
public sealed record AlarmMessage(
    string Schema,
    string Cluster,
    string Controller,
    string Key,
    long Number,
    long Times,
    DateTimeOffset RaisedAt,
    string What
)
{
    public const string CurrentSchema = "failoverd.alarm/1";

    public static string KeyOf(string cluster, string what) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{cluster}\n{what}")))[..16];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AlarmMessage))]
internal sealed partial class AlarmJson : JsonSerializerContext;
