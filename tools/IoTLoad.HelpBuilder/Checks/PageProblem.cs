namespace IoTLoad.HelpBuilder.Checks;

/// <summary>Something wrong on a page.</summary>
/// <param name="File">The page.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Code">What kind of problem; one of the codes below.</param>
/// <param name="Message">What is wrong, and what to do.</param>
internal sealed record PageProblem(string File, int Line, string Code, string Message)
{
    /// <summary>The page does not follow the format.</summary>
    public const string Format = "HELP001";

    /// <summary>The page lacks a part that every page has.</summary>
    public const string Missing = "HELP002";

    /// <summary>The cmdlet has a parameter that the page does not describe.</summary>
    public const string UndocumentedParameter = "HELP003";

    /// <summary>The page describes a parameter that the cmdlet does not have.</summary>
    public const string UnknownParameter = "HELP004";

    /// <summary>A cmdlet has no page.</summary>
    public const string UndocumentedCmdlet = "HELP005";

    /// <summary>A page has no cmdlet.</summary>
    public const string UnknownCmdlet = "HELP006";

    /// <summary>An example would not run: it does not parse, or names a command or parameter that is not there.</summary>
    public const string Example = "HELP007";

    /// <summary>The cmdlet declares an output type that the page does not describe, or the other way round.</summary>
    public const string OutputType = "HELP008";

    /// <summary>A line that cannot be wrapped is too wide.</summary>
    public const string TooWide = "HELP009";

    /// <summary>The problem as MSBuild and editors read it: <c>file(line): error code: message</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{File}({Line}): error {Code}: {Message}");
}
