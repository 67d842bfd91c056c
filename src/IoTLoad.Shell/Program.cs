using System.Runtime.CompilerServices;

namespace IoTLoad.Shell;

/// <summary>A PowerShell host for machines without pwsh: runs commands and scripts with the IoTLoad module imported.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        // The engine reads the opt-out when it is loaded, which the just-in-time compiler does for a method that names one of
        // its types: so this method names none, and the next one is not merged into it.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        return Run(args);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run(string[] args)
    {
        CommandLine line;
        try
        {
            line = CommandLine.Parse(args);
        }
        catch (CommandLineException exception)
        {
            Console.Error.WriteLine(exception.Message);
            Console.Error.WriteLine();
            Console.Error.WriteLine(CommandLine.Usage);
            return ExitCode.BadCommandLine;
        }

        if (line.Mode == ShellMode.Help)
        {
            Console.WriteLine(CommandLine.Usage);
            return 0;
        }

        if (line.Mode == ShellMode.Version)
        {
            Console.WriteLine($"IoTLoad.Shell {typeof(Program).Assembly.GetName().Version?.ToString(3)}");
            return 0;
        }

        using var session = new ShellSession(line);
        return session.Run();
    }
}
