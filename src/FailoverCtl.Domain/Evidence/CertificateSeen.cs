using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Evidence;

/// <summary>A certificate that ends within the days of warning of its probe.</summary>
/// <param name="DaysLeft">Whole days by the agent's wall clock, for display only; negative: ended.</param>
public sealed record CertificateSeen(EndpointId Endpoint, int DaysLeft);
