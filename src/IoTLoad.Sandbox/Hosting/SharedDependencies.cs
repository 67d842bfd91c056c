using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace IoTLoad.Sandbox.Hosting;

/// <summary>
/// Finds assemblies that a published module has once, for its cmdlets and the sandbox: in the folder beside the sandbox's.
/// </summary>
internal static class SharedDependencies
{
    /// <summary>Runs before the first method that needs one of them.</summary>
    [ModuleInitializer]
    internal static void Find() => AssemblyLoadContext.Default.Resolving += (context, name) =>
    {
        var file = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "dependencies", name.Name + ".dll"));
        return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    };
}
