using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Decision.Reflex;

/// <summary>One endpoint that is left out of the answers, and what condemned it at the moment when it was hidden.</summary>
public sealed record HiddenEndpoint(EndpointId Endpoint, FailureKind Kind, Vote Vote);
