using System.Text.Json.Serialization;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Store.Documents;

/// <summary>
/// The documents that exist only in the store. The rules are those of <see cref="DomainJson"/>: a missing property is an
/// error (I-15).
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    MaxDepth = 32,
    Converters = [
        typeof(EquatableArrayConverter<string>),
        typeof(EquatableArrayConverter<AgentId>),
        typeof(EquatableArrayConverter<LocationId>),
        typeof(EquatableArrayConverter<DomainVote>),
        typeof(EquatableArrayConverter<Vote>),
        typeof(EquatableArrayConverter<Withdrawal>),
        typeof(EquatableArrayConverter<Drain>),
        typeof(EquatableArrayConverter<Flap>),
        typeof(EquatableArrayConverter<PlanStep>),
        typeof(EquatableArrayConverter<ProjectedLoad>),
        typeof(SortedMapConverter<AgentId, Mark>),
        typeof(SortedMapConverter<EndpointId, int>),
    ]
)]
[JsonSerializable(typeof(PlanRecord))]
[JsonSerializable(typeof(DomainVote))]
[JsonSerializable(typeof(Vote))]
[JsonSerializable(typeof(Withdrawal))]
[JsonSerializable(typeof(Drain))]
[JsonSerializable(typeof(Flap))]
[JsonSerializable(typeof(PlanStep))]
[JsonSerializable(typeof(ProjectedLoad))]
[JsonSerializable(typeof(Mark))]
[JsonSerializable(typeof(AgentId))]
[JsonSerializable(typeof(LocationId))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
public sealed partial class StoreJson : JsonSerializerContext;
