namespace FailoverCtl.Probing.Agent;

/// <summary>The agent's fixed times, ms. What an operator may choose stands in the policy and in each service's probe.</summary>
public static class AgentTiming
{
    /// <summary>Hard failures answer within a round trip, so confirmations need only be far enough apart to be separate looks.</summary>
    public const int HardSpacing = 20;

    /// <summary>All soft confirmations leave within this time: the price of certainty is probes, not seconds.</summary>
    public const int SoftSpread = 200;

    /// <summary>A hint about an endpoint adds nothing while a probe this young is under way.</summary>
    public const int HintCoveredBy = 50;

    /// <summary>Looks after the first one when an idle connection died, ms: a process of 1000 connections takes 14 ms to die.</summary>
    public const int EchoFirst = 50;

    public const int EchoSpacing = 200;

    public const int Echoes = 2;

    /// <summary>An answer is late beyond max(this, 8 x the smoothed latency).</summary>
    public const int SlowFloor = 100;

    public const int SlowFactor = 8;

    /// <summary>
    /// A confirmation counts as silent beyond max(this, 16 x the smoothed latency), at most the probe's timeout. The first
    /// late answer raises the smoothed latency, so a server that is merely slow is not taken for a silent one twice.
    /// </summary>
    public const int PatienceFloor = 300;

    public const int PatienceFactor = 16;

    /// <summary>Rounds of an endpoint that returns are at least this far apart.</summary>
    public const int ReturnSpacing = 250;

    /// <summary>Between the two reports after an election: longer than a reader's watch sleeps after a failure (250 ms).</summary>
    public const int RepublishSpacing = 400;

    /// <summary>One endpoint is suspected towards the peers at most this often.</summary>
    public const int SuspicionSpacing = 1_000;

    /// <summary>All endpoints of one site are looked at together at most this often.</summary>
    public const int SweepSpacing = 1_000;

    public const int PeerHeartbeat = 150;

    /// <summary>Four heartbeats missed, and the jitter of the fourth.</summary>
    public const int PeerSilence = (4 * PeerHeartbeat) + (PeerHeartbeat / 5);

    /// <summary>A peer that was never heard is silent only after this long: it may be starting as we are.</summary>
    public const int PeerGrace = 2_000;

    public const int AnchorInterval = 1_000;

    /// <summary>While something outside the own site is suspect the anchor's verdict must be there before the endpoint's.</summary>
    public const int AnchorUrgent = 50;

    /// <summary>Probes of the anchor give up after this; the sum with four urgent looks stays below a soft confirmation.</summary>
    public const int AnchorTimeout = 250;

    /// <summary>Woken this much later than asked: the process was paused and what it waited for proves nothing (F-02).</summary>
    public const int PauseLimit = 500;

    /// <summary>After the first Down, so that one report carries all endpoints of a site.</summary>
    public const int ReportCoalescing = 10;

    /// <summary>Longest wait of a report for hard confirmations that are still under way.</summary>
    public const int ReportCoalescingMax = 30;

    /// <summary>Longest wait of a report for the anchor's verdict while the anchor does not answer: four looks and a timeout.</summary>
    public const int ReportDoubtMax = 500;

    /// <summary>A suspicion that lasts this long is reported by itself; a shorter one ends as Up or is in the report of the Down.</summary>
    public const int SuspectReportDelay = 100;

    /// <summary>Peers, anchor and blindness are looked at this often.</summary>
    public const int Housekeeping = 50;
}
