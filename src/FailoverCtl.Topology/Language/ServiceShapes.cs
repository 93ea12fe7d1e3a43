using FailoverCtl.Domain.Topology;
using static FailoverCtl.TopologyFiles.Language.Numbers;

namespace FailoverCtl.TopologyFiles.Language;

/// <summary>What services have in common, and what they need from others.</summary>
internal static partial class Shapes
{
    public static class ServiceClass
    {
        public static readonly ScalarKey<int> Priority = new(
            "priority",
            Whole(1, 100),
            "The lower number is planned first when not everything can be at once, and shed last.",
            $"{FailoverCtl.Domain.Topology.ServiceClass.DefaultPriority}"
        );

        public static readonly ScalarKey<Mode> Mode = new(
            "mode",
            Words.Choice<Mode>(),
            "What the controllers may do about its services.",
            "the policy's mode"
        );

        public static readonly ScalarKey<WhenShort> WhenShort = new(
            "whenShort",
            Words.Choice<WhenShort>(),
            "What happens to traffic of a lost site that no other has room for.",
            "keep"
        );

        public static readonly ScalarKey<int> RecoveryObjective = new(
            "recoveryObjective",
            Duration(1_000, 24 * Hour),
            "How soon users of a lost site shall be served elsewhere, caches included.",
            "the policy's"
        );

        public static readonly Shape Shape = new(
            "class",
            "a class",
            "Rules for the services that name it; what a service says itself goes before.",
            [Priority, Mode, WhenShort, RecoveryObjective]
        );
    }

    public static class External
    {
        public static readonly ScalarKey<string> Text = new("text", Words.Sentence, "What it is.");

        public static readonly ListKey<string> Domains = Shared("Failure domains that it lies in.");

        public static readonly Shape Shape = new(
            "external",
            "an external dependency",
            "Something that others run and that is not steered here.",
            [Text, Domains]
        );
    }
}
