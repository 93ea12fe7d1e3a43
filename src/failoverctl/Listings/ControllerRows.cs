using System.Text.Json;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.CommandLine.Listings;

internal static class ControllerRows
{
    private static readonly Column[] Columns =
    [
        new("CONTROLLER"),
        new("SITE"),
        new("EPOCH"),
        new("HEARTBEAT"),
        new("REACHES"),
        new("ROLE"),
        new("WAITING", Wide: true),
    ];

    public static Listing Of(ClusterSnapshot snapshot) =>
        new(Columns, [.. snapshot.Controllers.Select(c => Of(c, snapshot))]);

    private static Row Of(ControllerStatus controller, ClusterSnapshot snapshot) =>
        new(
            controller.Id.Value,
            [
                controller.Id.Value,
                controller.Site?.Value ?? "outside",
                controller.Epoch,
                controller.Counter,
                $"{controller.Targets.Count(t => t.Reached)} of {Words.Count(controller.Targets.Count, "server")}",
                controller.Stopped is not null ? new("stopped", Tone.Bad)
                : snapshot.IsAuthor(controller) ? new("author", Tone.Strong)
                : new Cell("standby"),
                controller.Stopped ?? controller.Waiting?.Why ?? "",
            ],
            json => JsonSerializer.Serialize(json, controller, DomainJson.Default.ControllerStatus)
        )
        {
            Site = controller.Site,
        };
}
