using System.Text.Json.Serialization;

namespace FailoverCtl.Domain.Identity;

/// <summary>How far one life of a writer has come. Boots are drawn at random and have no order; sequences rise by one.</summary>
/// <param name="Boot">Drawn when the process starts.</param>
/// <param name="Sequence">Rises with each value published in that life.</param>
public readonly record struct Mark(long Boot, [property: JsonPropertyName("seq")] long Sequence);
