using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace IoTLoad.Loader;

/// <summary>
/// Holds everything that the cmdlets depend on, from the module's folder <c>dependencies</c>, or <c>native</c> if that has code for this
/// machine. What another module has loaded into the default context (another MQTTnet or AWSSDK.Core, say) is not seen in here, and
/// nothing in here is seen out there.
/// </summary>
internal sealed class DependencyContext(string module) : AssemblyLoadContext("IoTLoad")
{
    /// <summary>The same assemblies, with code compiled ahead of time for this machine. It does not load on another.</summary>
    private readonly string _native = Path.Combine(module, "native", Platform);

    private readonly string _portable = Path.Combine(module, "dependencies");

    private static string Platform =>
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "-arm64"
            : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "-x64" : "");

    /// <summary>Loads an assembly of the module; null if it has none of that name.</summary>
    public Assembly? LoadOwn(AssemblyName name)
    {
        var file = name.Name + ".dll";
        var path = Path.Combine(_native, file);
        path = File.Exists(path) ? path : Path.Combine(_portable, file);
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    protected override Assembly? Load(AssemblyName assemblyName) => LoadOwn(assemblyName);
}
