using System.Diagnostics;
using FailoverCtl.TopologyFiles;
using FailoverCtl.TopologyFiles.Diagnostics;
using Xunit;

namespace FailoverCtl.Tests.Core.TopologyFiles;

public class HostileFilesTests(ITestOutputHelper output)
{
    /// <summary>Whole files are refused before a line of them is looked at.</summary>
    private static readonly string[] WithoutPlace = ["FCT102"];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, HostileFiles.All.Count)];

    [Fact]
    public void There_are_a_hundred_and_what_they_spoil_is_fine()
    {
        Assert.InRange(HostileFiles.All.Count, 100, int.MaxValue);
        Assert.Equal(HostileFiles.All.Count, HostileFiles.All.Select(f => f.Name).Distinct().Count());
        Assert.Equal([], Read(new("unspoilt", HostileFiles.Unspoilt)).Diagnostics);
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void A_hostile_file_is_refused_with_its_place(int index)
    {
        var file = HostileFiles.All[index];

        var result = Read(file);

        Assert.True(result.Topology is null, $"{file.Name} was accepted");
        Assert.All(
            result.Diagnostics.Where(d => !WithoutPlace.Contains(d.Code)),
            d => Assert.True(d.At is { Line: > 0, Column: > 0 }, $"{file.Name}: {DiagnosticText.Render(d)}")
        );
    }

    /// <summary>
    /// For the bar of 1 s and 200 MB each. Time is printed and held against nothing: the machine may be busy. Memory is
    /// what the parser allocates in passing, most of it garbage at once; a reader without limits takes gigabytes.
    /// </summary>
    [Fact]
    public void No_hostile_file_takes_much_memory()
    {
        var costs = HostileFiles
            .All.Select(file =>
            {
                var (bytes, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
                Read(file);
                return (
                    file.Name,
                    Megabytes: (GC.GetAllocatedBytesForCurrentThread() - bytes) / 1e6,
                    Elapsed: Stopwatch.GetElapsedTime(started)
                );
            })
            .ToList();
        foreach (var (name, megabytes, elapsed) in costs.OrderByDescending(c => c.Elapsed).Take(8))
        {
            output.WriteLine($"{elapsed.TotalMilliseconds, 8:0.0} ms {megabytes, 8:0.0} MB  {name}");
        }

        output.WriteLine(
            $"{costs.Sum(c => c.Elapsed.TotalMilliseconds), 8:0.0} ms {costs.Sum(c => c.Megabytes), 8:0.0} MB  all {costs.Count}"
        );
        Assert.All(costs, c => Assert.InRange(c.Megabytes, 0, 200));
    }

    private static TopologyResult Read(HostileFile file) =>
        TopologyLoader.Read(new TopologyFile("hostile.yaml", file.Bytes));
}
