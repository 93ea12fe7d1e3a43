using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Topology;

/// <summary>Something that services need and that others run: a login of another hoster, a payment provider.</summary>
/// <param name="Text">What it is, for plans and explanations; may be empty.</param>
/// <param name="Domains">Every declared domain that it lies in, in order.</param>
public sealed record External(ExternalId Id, string Text, EquatableArray<DomainId> Domains);
