using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace IoTLoad.HelpBuilder.Cmdlets;

/// <summary>
/// Reads cmdlets from a compiled assembly, through PowerShell's own <see cref="CommandMetadata"/>, so that help says what
/// PowerShell will do. A default is the value that a new cmdlet's property has, which no metadata holds: so the assembly
/// is loaded, not only looked at, but no cmdlet runs.
/// </summary>
internal static class CmdletAssembly
{
    /// <summary>The cmdlets of an assembly whose dependencies lie beside it, by name.</summary>
    public static IReadOnlyList<CmdletFacts> Read(string file)
    {
        var path = Path.GetFullPath(file);
        var context = new AssemblyLoadContext(Path.GetFileName(path));
        context.Resolving += (loading, name) =>
        {
            var beside = Path.Combine(Path.GetDirectoryName(path)!, name.Name + ".dll");
            return File.Exists(beside) ? loading.LoadFromAssemblyPath(beside) : null;
        };
        return [.. context.LoadFromAssemblyPath(path).GetExportedTypes().Where(IsCmdlet).Select(CmdletReader.Read)
            .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];
    }

    private static bool IsCmdlet(Type type) => !type.IsAbstract && type.GetCustomAttribute<CmdletAttribute>() is not null;
}
