using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Topology;

/// <summary>What holds for all services of a class, unless one says otherwise itself.</summary>
/// <param name="Priority">The lower number is planned first and shed last.</param>
/// <param name="Mode">Null: the policy's.</param>
/// <param name="WhenShort">Null: the language's default.</param>
/// <param name="RecoveryObjectiveMilliseconds">Null: the policy's.</param>
public sealed record ServiceClass(
    ClassId Id,
    int Priority,
    Mode? Mode,
    WhenShort? WhenShort,
    int? RecoveryObjectiveMilliseconds
)
{
    /// <summary>Of a service without a class.</summary>
    public const int DefaultPriority = 50;
}
