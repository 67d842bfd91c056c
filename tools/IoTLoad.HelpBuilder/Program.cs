namespace IoTLoad.HelpBuilder;

/// <summary>
/// Makes a module's help from its pages: <c>IoTLoad.HelpBuilder --assembly X.dll --cmdlets FOLDER --about FOLDER --noun-prefix
/// PREFIX --output FOLDER</c>.
/// </summary>
internal static class Program
{
    /// <summary>0: the help was written. 1: a page is wrong; the problems are on standard output. 2: the command line is wrong.</summary>
    public static int Main(string[] arguments)
    {
        if (BuildOptions.Parse(arguments) is not { } options)
        {
            Console.Error.WriteLine(BuildOptions.Usage);
            return 2;
        }

        return HelpBuild.Run(options, Console.Out) ? 0 : 1;
    }
}
