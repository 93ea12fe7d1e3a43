using System.CommandLine;

namespace FailoverCtl.CommandLine.Commands;

/// <summary>Scripts that let a shell ask this program for the next word.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # source <(failoverctl completion bash)
        _failoverctl() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(failoverctl "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _failoverctl failoverctl

        """;

    private const string Zsh = """
        # source <(failoverctl completion zsh)
        _failoverctl() {
            local -a words_
            words_=("${(@f)$(failoverctl "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -- $words_
        }
        compdef _failoverctl failoverctl

        """;

    private const string Fish = """
        # failoverctl completion fish | source
        complete -c failoverctl -f -a '(failoverctl "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'

        """;

    public static Command Create(Surroundings world)
    {
        var shell = new Argument<string>("shell") { HelpName = "bash|zsh|fish" }.AcceptOnlyFromAmong(
            "bash",
            "zsh",
            "fish"
        );
        var command = new Command("completion", "Print a shell's completion script") { shell };
        command.SetAction(parsed =>
        {
            world.Out.Write(
                parsed.GetRequiredValue(shell) switch
                {
                    "bash" => Bash,
                    "zsh" => Zsh,
                    _ => Fish,
                }
            );
            return Exit.Fine;
        });
        return command;
    }
}
