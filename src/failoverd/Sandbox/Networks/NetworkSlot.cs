namespace FailoverCtl.Daemon.Sandbox.Networks;

/// <summary>
/// A number that names a world's namespaces, links and addresses on this machine, held by a file lock that the kernel
/// gives back when its holder dies, however it dies: who gets the lock may remove what is left under the number.
/// </summary>
internal sealed class NetworkSlot : IDisposable
{
    private const string Locks = "/run/failoverd-sandbox";
    private const int First = 77;
    private const int Last = 126;

    private readonly FileStream _lock;

    private NetworkSlot(Subnet subnet, FileStream held)
    {
        Subnet = subnet;
        _lock = held;
    }

    public Subnet Subnet { get; }

    /// <summary>The link outside, and the beginning of every namespace's name.</summary>
    public string Name => NameOf(Subnet.Octet);

    /// <summary>Takes the first number that no living world has and no route of this machine touches, and cleans up under it.</summary>
    public static (NetworkSlot? Slot, string? Problem) Take()
    {
        try
        {
            Directory.CreateDirectory(Locks);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return (null, $"{Locks} cannot be made: {e.Message}");
        }

        Sweep();
        for (var octet = First; octet <= Last; octet++)
        {
            if (TryLock(octet) is not { } held)
            {
                continue;
            }

            var slot = new NetworkSlot(new(octet), held);
            slot.Clean();
            if (IpCommand.Run("-4 route show table all") is not IpResult.Done routes)
            {
                slot.Dispose();
                return (null, "the routes of this machine cannot be read with ip");
            }

            if (!slot.Subnet.IsUsedBy(routes.Output))
            {
                return (slot, null);
            }

            slot.Dispose();
        }

        return (null, $"10.{First}.0.0/16 to 10.{Last}.0.0/16 are all routed or in use on this machine");
    }

    /// <summary>Removes every namespace and link of this number.</summary>
    public void Clean()
    {
        foreach (var name in Namespaces().Where(n => n.StartsWith($"{Name}-", StringComparison.Ordinal)))
        {
            IpCommand.Run($"netns delete {name}");
        }

        // Goes with the namespace of its other end, but later, when the kernel comes to it.
        IpCommand.Run($"link delete dev {Name}");
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Removes what worlds left that were killed.</summary>
    private static void Sweep()
    {
        var left = Namespaces().Select(n => n.Split('-')[0]).ToHashSet();
        foreach (var octet in Enumerable.Range(First, Last - First + 1).Where(o => left.Contains(NameOf(o))))
        {
            if (TryLock(octet) is { } held)
            {
                using var dead = new NetworkSlot(new(octet), held);
                dead.Clean();
            }
        }
    }

    private static string[] Namespaces() =>
        IpCommand.Run("netns list") is IpResult.Done listed
            ? [.. listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0])]
            : [];

    private static string NameOf(int octet) => $"fct{octet}";

    private static FileStream? TryLock(int octet)
    {
        try
        {
            return new(
                Path.Combine(Locks, $"{NameOf(octet)}.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
