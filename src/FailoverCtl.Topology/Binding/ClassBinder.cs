using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Language;

namespace FailoverCtl.TopologyFiles.Binding;

/// <summary>The rules that services of one class share.</summary>
internal static class ClassBinder
{
    public static ServiceClass Bind((string Id, Fields Fields) entry)
    {
        var fields = entry.Fields;
        return new(
            new(entry.Id),
            fields.Read(Shapes.ServiceClass.Priority, ServiceClass.DefaultPriority),
            fields.Has(Shapes.ServiceClass.Mode) ? fields.Read(Shapes.ServiceClass.Mode, Mode.Observe) : null,
            fields.Has(Shapes.ServiceClass.WhenShort)
                ? fields.Read(Shapes.ServiceClass.WhenShort, WhenShort.Keep)
                : null,
            fields.Has(Shapes.ServiceClass.RecoveryObjective)
                ? fields.Read(Shapes.ServiceClass.RecoveryObjective, 0)
                : null
        );
    }
}
