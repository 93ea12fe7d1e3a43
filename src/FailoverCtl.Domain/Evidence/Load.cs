namespace FailoverCtl.Domain.Evidence;

/// <summary>What an origin says of its own load. Null: not said, which is unknown and never zero.</summary>
/// <param name="RequestsPerSecond">All requests, the refused ones too.</param>
/// <param name="InFlight">Requests begun and not answered.</param>
/// <param name="Queued">Requests that wait to be begun.</param>
/// <param name="ServerErrorsPerSecond">Answers 500 to 599.</param>
/// <param name="RefusalsPerSecond">Answers 429.</param>
/// <param name="AuthenticatedBasisPoints">Share of requests by users who are signed in.</param>
/// <param name="NewNetworksBasisPoints">Share of requests from client networks that were not seen the day before.</param>
/// <param name="BitsPerSecond">Sent and received.</param>
public sealed record Load(
    long? RequestsPerSecond,
    long? InFlight,
    long? Queued,
    long? ServerErrorsPerSecond,
    long? RefusalsPerSecond,
    int? AuthenticatedBasisPoints,
    int? NewNetworksBasisPoints,
    long? BitsPerSecond
);
