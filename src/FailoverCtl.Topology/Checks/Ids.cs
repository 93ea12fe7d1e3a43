using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>Ids become DNS labels and file names, where case does not tell two of them apart.</summary>
internal static class Ids
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        Check("sites", topology.Sites.Keys.Select(k => k.Value));
        Check("vantagePoints", topology.VantagePoints.Keys.Select(k => k.Value));
        Check("dns", topology.DnsServers.Keys.Select(k => k.Value));
        Check("domains", topology.Domains.Keys.Select(k => k.Value));
        Check("classes", topology.Classes.Keys.Select(k => k.Value));
        Check("externals", topology.Externals.Keys.Select(k => k.Value));
        Check("services", topology.Services.Keys.Select(k => k.Value));

        void Check(string section, IEnumerable<string> ids)
        {
            foreach (var same in ids.GroupBy(i => i, StringComparer.OrdinalIgnoreCase).Where(g => g.Skip(1).Any()))
            {
                var first = same.First();
                foreach (var other in same.Skip(1))
                {
                    bag.Add(
                        MeaningRules.DiffersInCase,
                        places.KeyAt(section, other),
                        $"{Quoting.Quote(other)} and {Quoting.Quote(first)} differ only in case",
                        "Rename one of them."
                    );
                }
            }
        }
    }
}
