using System.Runtime.InteropServices;
using IoTLoad.Engine;

namespace IoTLoad.PowerShell.Sandboxes;

/// <summary>
/// Finds the program <c>dotnet</c> with ASP.NET Core, which a sandbox runs on. PowerShell's own process is of no use for that:
/// it may be a program with a runtime of its own, and has no ASP.NET Core.
/// </summary>
internal static class DotnetHost
{
    private const int Version = 10;

    private static readonly string Program = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    /// <summary>Path of the program.</summary>
    /// <exception cref="LoadException">AspNetCoreMissing.</exception>
    public static string Find()
    {
        var found = Folders().Where(folder => File.Exists(Path.Combine(folder, Program))).Select(Target).Distinct().ToList();
        if (found.Find(HasAspNetCore) is { } folder)
        {
            return Path.Combine(folder, Program);
        }

        var where = found.Count == 0
            ? "There is no .NET on this machine" : $"The .NET in {string.Join(" and ", found)} has no ASP.NET Core {Version}";
        throw LoadException.NotFound(
            "AspNetCoreMissing", $"{where}. The sandbox runs on ASP.NET Core {Version}, which PowerShell does not bring.", Advice(),
            Program);
    }

    // As .NET's own programs look for it: what the environment names is meant, and nothing else.
    private static IEnumerable<string> Folders()
    {
        var named = Variable($"DOTNET_ROOT_{RuntimeInformation.ProcessArchitecture.ToString().ToUpperInvariant()}")
            ?? Variable("DOTNET_ROOT");
        if (named is not null)
        {
            return [named];
        }

        // The shared runtime that this process may run on: dotnet/shared/Microsoft.NETCore.App/10.0.0/.
        var shared = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return new[] { Path.GetDirectoryName(Variable("DOTNET_HOST_PATH")), shared }
            .Concat((Variable("PATH") ?? "").Split(Path.PathSeparator))
            .Concat(OperatingSystem.IsWindows()
                ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "dotnet")]
                : ["/usr/share/dotnet", "/usr/lib/dotnet", "/usr/local/share/dotnet", "/opt/homebrew/opt/dotnet/libexec"])
            .Append(Path.Combine(home, ".dotnet"))
            .Where(folder => Path.IsPathRooted(folder))
            .Select(folder => folder!);
    }

    // What is on the PATH is mostly a link to where .NET is.
    private static string Target(string folder)
    {
        var program = new FileInfo(Path.Combine(folder, Program));
        return Path.GetDirectoryName(program.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program.FullName)!;
    }

    private static bool HasAspNetCore(string folder)
    {
        var shared = Path.Combine(folder, "shared", "Microsoft.AspNetCore.App");
        return Directory.Exists(shared) && Directory.EnumerateDirectories(shared, $"{Version}.*").Any();
    }

    private static string Advice()
    {
        const string Page = "https://dotnet.microsoft.com/download/dotnet/10.0";
        return OperatingSystem.IsWindows() ? $"Install it: winget install Microsoft.DotNet.AspNetCore.{Version}, or from {Page}."
            : OperatingSystem.IsMacOS() ? $"Install the ASP.NET Core Runtime {Version}.0 from {Page}."
            : $"Install it: the package aspnetcore-runtime-{Version}.0 of your distribution (apt install, dnf install), "
                + $"or the ASP.NET Core Runtime {Version}.0 from {Page}. Where it is elsewhere, name its folder in DOTNET_ROOT.";
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
