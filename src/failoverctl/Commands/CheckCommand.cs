using System.CommandLine;
using FailoverCtl.Checking;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.Control.Journal;

namespace FailoverCtl.CommandLine.Commands;

internal static class CheckCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var journals = new Argument<string[]>("journal")
        {
            HelpName = "JOURNAL...",
            Description = "Journal files of any number of processes, and directories of them",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("check", "Read journals and say where a safety rule was broken (exit 1: somewhere)")
        {
            journals,
        };
        command.SetAction(parsed => Run(world, parsed.GetRequiredValue(journals), common.WantsJson(parsed)));
        return command;
    }

    private static int Run(Surroundings world, string[] paths, bool json)
    {
        CheckReport report;
        try
        {
            var loaded = JournalFiles.Load(paths.SelectMany(Files));
            if (loaded.IsEmpty)
            {
                return world.Fail(Exit.Usage, $"no *.jsonl journal lies in {string.Join(", ", paths)}");
            }

            report = CheckReport.Of([.. loaded.Select(j => new ProcessJournal(j.Name, j.Lines, j.Fault))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return world.Fail(Exit.Error, $"a journal cannot be read: {e.Message}");
        }

        world.Out.Write(json ? Json(report) : report.Render());
        return report.Violations.IsEmpty ? Exit.Fine : Exit.Error;
    }

    private static IEnumerable<string> Files(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.jsonl").Order(StringComparer.Ordinal) : [path];

    private static string Json(CheckReport report) =>
        JsonText.Write(json =>
        {
            json.WriteString("schema", "failoverctl.check/1");
            json.WriteNumber("journals", report.Journals);
            json.WriteNumber("lines", report.Lines);
            json.WriteNumber("epochs", report.Epochs);
            JsonText.Strings(json, "notes", report.Notes);
            json.WriteStartArray("violations");
            foreach (var violation in report.Violations)
            {
                json.WriteStartObject();
                json.WriteString("rule", violation.Rule);
                json.WriteString("journal", violation.Journal);
                json.WriteNumber("line", violation.Line);
                json.WriteString("sentence", violation.Sentence);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
}
