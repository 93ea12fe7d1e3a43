namespace FailoverCtl.Probing.Engine;

/// <summary>What the engine has done since its start. Written by its thread alone, read by anyone.</summary>
public sealed class EngineCounters
{
    /// <summary>Probes that were started.</summary>
    public long Probes { get; internal set; }

    public long GoodProbes { get; internal set; }

    public long FailedProbes { get; internal set; }

    /// <summary>Probes that told nothing: this host had no descriptor, port or memory, or its own firewall refused.</summary>
    public long LocalFaults { get; internal set; }

    /// <summary>The errno of the last local fault; 0: the engine's own limit.</summary>
    public int LastLocalFault { get; internal set; }

    /// <summary>Connections over which library code talks: TLS and gRPC.</summary>
    public long Dialogues { get; internal set; }

    /// <summary>Of the local faults: too many dialogues were under way, or the thread pool did not answer.</summary>
    public long DialoguesAbandoned { get; internal set; }

    public long SentinelsOpened { get; internal set; }

    /// <summary>Idle connections that the other side ended.</summary>
    public long SentinelsLost { get; internal set; }

    public long Reports { get; internal set; }

    public long DatagramsSent { get; internal set; }

    public long DatagramsReceived { get; internal set; }

    /// <summary>Forged, foreign, repeated or malformed.</summary>
    public long DatagramsRefused { get; internal set; }

    /// <summary>Suspicions beyond the sender's allowance.</summary>
    public long SuspicionsOverLimit { get; internal set; }

    /// <summary>How often the process was found to have been paused (F-02).</summary>
    public long Pauses { get; internal set; }

    /// <summary>The worst lateness of the loop's wake-up since the start, ms.</summary>
    public long LatenessMax { get; internal set; }

    /// <summary>Bytes that the loop's thread has allocated: probes over plain TCP and HTTP add nothing to it.</summary>
    public long AllocatedBytes { get; internal set; }

    /// <summary>Our bugs: exceptions caught at the loop's boundary.</summary>
    public long LoopFaults { get; internal set; }

    public string? LastLoopFault { get; internal set; }
}
