using System.Text.Json.Serialization;

namespace FailoverCtl.CommandLine.Output;

/// <summary>JSON of plain values, without reflection.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class PlainJson : JsonSerializerContext;
