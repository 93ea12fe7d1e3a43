using FailoverCtl.Checking;
using FailoverCtl.Domain.Journal;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class CheckReportTests
{
    [Fact]
    public void A_clean_journal_is_one_line()
    {
        Assert.Equal("1 journal, 5 lines, 1 epoch, 0 violations\n", Render(Story.Of("k1").Journal));
    }

    [Fact]
    public void Each_violation_is_one_line_with_its_rule_and_place()
    {
        var story = Story.Of("k1").Answers("www.example.test");
        Assert.Equal(
            "1 journal, 6 lines, 1 epoch, 1 violation\n"
                + "I-01 controller/k1:6: d1 answered www.example.test V4 with 0 addresses\n",
            Render(story.Journal)
        );
    }

    [Fact]
    public void What_could_not_be_judged_is_said()
    {
        var story = Story.Bare("controller/k1");
        story.Observes(story.First());
        var torn = new JournalFault(JournalFaultKind.Torn, 2, "its end", "17 bytes without a newline");
        Assert.Equal(
            """
            1 journal, 1 line, 1 epoch, 0 violations
            note: controller/k1: its last record is torn (17 bytes without a newline); everything before it counts
            note: controller/k1: begins at line 1, in the middle of a life; until its next start only what it shows by itself is judged
            note: epoch 1: no journal holds its topology t0; its weights are not judged

            """.ReplaceLineEndings("\n"),
            Render(story.Journal with { Fault = torn })
        );
    }

    [Fact]
    public void A_journal_that_was_altered_is_a_violation()
    {
        var altered = new JournalFault(JournalFaultKind.Altered, 6, "hash aa", "bb");
        Assert.Equal(
            "1 journal, 5 lines, 1 epoch, 1 violation\n"
                + "I-14 controller/k1:5: line 6 is altered: expected hash aa, found bb; nothing after it was checked\n",
            Render(Story.Of("k1").Journal with { Fault = altered })
        );
    }

    private static string Render(ProcessJournal journal) => CheckReport.Of([journal]).Render();
}
