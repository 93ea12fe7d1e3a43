using System.Text.Json.Serialization;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Domain.Json;

/// <summary>
/// Every document of the store and the journal. A missing constructor property is an error, so that a blanked field is
/// refused instead of read as a default (I-15, F-50).
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    IgnoreReadOnlyProperties = true,
    MaxDepth = 32,
    Converters = [
        typeof(EquatableArrayConverter<string>),
        typeof(EquatableArrayConverter<int>),
        typeof(EquatableArrayConverter<SiteId>),
        typeof(EquatableArrayConverter<ServiceId>),
        typeof(EquatableArrayConverter<ExternalId>),
        typeof(EquatableArrayConverter<DomainId>),
        typeof(EquatableArrayConverter<Surge>),
        typeof(EquatableArrayConverter<OffsetChange>),
        typeof(EquatableArrayConverter<AgentId>),
        typeof(EquatableArrayConverter<LocationId>),
        typeof(EquatableArrayConverter<EndpointId>),
        typeof(EquatableArrayConverter<Observation>),
        typeof(EquatableArrayConverter<HeardReport>),
        typeof(EquatableArrayConverter<CertificateSeen>),
        typeof(EquatableArrayConverter<NameSeen>),
        typeof(EquatableArrayConverter<LoadSeen>),
        typeof(EquatableArrayConverter<DomainVote>),
        typeof(EquatableArrayConverter<Vote>),
        typeof(EquatableArrayConverter<Secondary>),
        typeof(EquatableArrayConverter<Withdrawal>),
        typeof(EquatableArrayConverter<Drain>),
        typeof(EquatableArrayConverter<Flap>),
        typeof(EquatableArrayConverter<Hold>),
        typeof(EquatableArrayConverter<Finding>),
        typeof(EquatableArrayConverter<TargetStatus>),
        typeof(EquatableArrayConverter<PlanStep>),
        typeof(EquatableArrayConverter<ProjectedLoad>),
        typeof(SortedMapConverter<SiteId, Site>),
        typeof(SortedMapConverter<AgentId, VantagePoint>),
        typeof(SortedMapConverter<DnsServerId, DnsServer>),
        typeof(SortedMapConverter<ServiceId, Service>),
        typeof(SortedMapConverter<SiteId, Placement>),
        typeof(SortedMapConverter<DomainId, FailureDomain>),
        typeof(SortedMapConverter<ClassId, ServiceClass>),
        typeof(SortedMapConverter<ExternalId, External>),
        typeof(SortedMapConverter<TimeZoneId, TimeZoneOffsets>),
        typeof(SortedMapConverter<AgentId, Mark>),
        typeof(SortedMapConverter<EndpointId, int>),
        typeof(SortedMapConverter<SiteId, SiteCondition>),
    ]
)]
[JsonSerializable(typeof(Topology.Topology))]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(LedgerEntry))]
[JsonSerializable(typeof(Holds))]
[JsonSerializable(typeof(Intent))]
[JsonSerializable(typeof(ControllerStatus))]
[JsonSerializable(typeof(DnsStatus))]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(JournalLine))]
[JsonSerializable(typeof(Observation))]
[JsonSerializable(typeof(HeardReport))]
[JsonSerializable(typeof(CertificateSeen))]
[JsonSerializable(typeof(NameSeen))]
[JsonSerializable(typeof(LoadSeen))]
[JsonSerializable(typeof(DomainVote))]
[JsonSerializable(typeof(Vote))]
[JsonSerializable(typeof(Withdrawal))]
[JsonSerializable(typeof(Drain))]
[JsonSerializable(typeof(Flap))]
[JsonSerializable(typeof(Hold))]
[JsonSerializable(typeof(Finding))]
[JsonSerializable(typeof(TargetStatus))]
[JsonSerializable(typeof(PlanStep))]
[JsonSerializable(typeof(ProjectedLoad))]
[JsonSerializable(typeof(Site))]
[JsonSerializable(typeof(VantagePoint))]
[JsonSerializable(typeof(DnsServer))]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(Placement))]
[JsonSerializable(typeof(FailureDomain))]
[JsonSerializable(typeof(ServiceClass))]
[JsonSerializable(typeof(External))]
[JsonSerializable(typeof(Surge))]
[JsonSerializable(typeof(TimeZoneOffsets))]
[JsonSerializable(typeof(OffsetChange))]
[JsonSerializable(typeof(SiteId))]
[JsonSerializable(typeof(ServiceId))]
[JsonSerializable(typeof(ExternalId))]
[JsonSerializable(typeof(DomainId))]
[JsonSerializable(typeof(Mark))]
[JsonSerializable(typeof(SiteCondition))]
[JsonSerializable(typeof(AgentId))]
[JsonSerializable(typeof(LocationId))]
[JsonSerializable(typeof(EndpointId))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
public sealed partial class DomainJson : JsonSerializerContext;
