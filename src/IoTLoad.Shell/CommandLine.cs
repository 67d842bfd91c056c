namespace IoTLoad.Shell;

/// <summary>What the shell is to do.</summary>
internal enum ShellMode
{
    /// <summary>Reads commands: at a prompt, or from standard input where that is redirected.</summary>
    Interactive,

    /// <summary>Runs a command.</summary>
    Command,

    /// <summary>Runs a script.</summary>
    File,

    /// <summary>Says how the shell is called.</summary>
    Help,

    /// <summary>Says its version.</summary>
    Version,
}

/// <summary>A command line that makes no sense.</summary>
internal sealed class CommandLineException(string message) : Exception(message);

/// <summary>The switches of pwsh that this shell has; like there, they may be shortened, and the first other word is a script.</summary>
internal sealed record CommandLine
{
    /// <summary>How the shell is called.</summary>
    public const string Usage = """
        Usage: IoTLoad.Shell [-NoProfile] [-NonInteractive] [-NoLogo] [-NoModule]
                             [-Command { - | <text> } | [-File] <script> [<arguments>]]
               IoTLoad.Shell -Help | -Version

        -Command         Runs a command; - reads it from standard input.
        -File            Runs a script with the arguments that follow.
        -NoProfile       Accepted as pwsh accepts it; this shell has no profile.
        -NonInteractive  Never asks: what would ask is an error.
        -NoLogo          Prints no banner at the start of a session.
        -NoModule        Does not import the IoTLoad module.
        """;

    // The shortest forms are pwsh's own.
    private static readonly (string Name, string Shortest)[] Switches =
    [
        ("command", "c"), ("file", "f"), ("noprofile", "nop"), ("noninteractive", "noni"), ("nologo", "nol"), ("nomodule", "nom"),
        ("help", "h"), ("?", "?"), ("version", "v"),
    ];

    /// <summary>What to do.</summary>
    public ShellMode Mode { get; init; }

    /// <summary>The command's text; null reads it from standard input.</summary>
    public string? Command { get; init; }

    /// <summary>The script's path.</summary>
    public string Script { get; init; } = "";

    /// <summary>The script's arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Whether nobody is there to answer.</summary>
    public bool NonInteractive { get; init; }

    /// <summary>Whether to leave the banner out.</summary>
    public bool NoLogo { get; init; }

    /// <summary>Whether to leave the module out.</summary>
    public bool NoModule { get; init; }

    /// <summary>Reads a command line.</summary>
    /// <exception cref="CommandLineException">A switch is not known, or lacks its value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var line = new CommandLine();
        for (var i = 0; i < args.Count; i++)
        {
            switch (NameOf(args[i]))
            {
                case "command":
                    return i + 1 == args.Count
                        ? throw new CommandLineException("The switch -Command needs a command after it.")
                        : line with { Mode = ShellMode.Command, Command = args[i + 1] == "-" ? null : string.Join(' ', args.Skip(i + 1)) };
                case "file":
                    return i + 1 == args.Count
                        ? throw new CommandLineException("The switch -File needs the path of a script after it.")
                        : OfScript(line, args[i + 1], args.Skip(i + 2));
                case "noprofile":
                    break;
                case "noninteractive":
                    line = line with { NonInteractive = true };
                    break;
                case "nologo":
                    line = line with { NoLogo = true };
                    break;
                case "nomodule":
                    line = line with { NoModule = true };
                    break;
                case "help" or "?":
                    return line with { Mode = ShellMode.Help };
                case "version":
                    return line with { Mode = ShellMode.Version };
                default:
                    return OfScript(line, args[i], args.Skip(i + 1));
            }
        }

        return line;
    }

    private static CommandLine OfScript(CommandLine line, string script, IEnumerable<string> arguments) =>
        File.Exists(script)
            ? line with { Mode = ShellMode.File, Script = Path.GetFullPath(script), Arguments = [.. arguments] }
            : throw new CommandLineException(
                $"The argument '{script}' is not recognized as the name of a script file. Check the spelling of the name, or if a path was included, verify that the path is correct and try again.");

    private static string? NameOf(string argument)
    {
        if (argument.Length < 2 || argument[0] is not ('-' or '/') || (argument[0] == '/' && argument.LastIndexOf('/') > 0))
        {
            return null;
        }

        var name = argument.TrimStart('-', '/').ToLowerInvariant();
        return Switches.FirstOrDefault(each => each.Name.StartsWith(name, StringComparison.Ordinal) && name.StartsWith(each.Shortest, StringComparison.Ordinal)).Name;
    }
}
