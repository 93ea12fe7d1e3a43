using FailoverCtl.Probing.Answers;

namespace FailoverCtl.Probing.Dialogues;

/// <param name="DaysLeft">Of the certificate; null: none was shown.</param>
internal readonly record struct DialogueResult(Meaning Meaning, int? DaysLeft);
