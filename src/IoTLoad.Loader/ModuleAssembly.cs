using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace IoTLoad.Loader;

/// <summary>
/// Called by PowerShell when the module is imported. The cmdlets are in the default load context, as all cmdlets are; IoTLoad's own
/// assemblies that they ask for come from a <see cref="DependencyContext"/>.
/// </summary>
/// <remarks>
/// <para>
/// An assembly apart from the cmdlets', and loaded before it: a cmdlet with a parameter of one of our enumerations cannot even
/// be looked at before that enumeration can be found.
/// </para>
/// <para>
/// Once for the process, and for good: a process may have several sessions (Start-ThreadJob, ForEach-Object -Parallel), and one that
/// imports or removes the module must not take the assemblies from the others.
/// </para>
/// </remarks>
public sealed class ModuleAssembly : IModuleAssemblyInitializer
{
    private const string OwnPrefix = "IoTLoad.";

    // A type's identity includes its context, so a second import in the same process has to find the first one's.
    private static readonly DependencyContext Dependencies = new(
        Path.GetDirectoryName(typeof(ModuleAssembly).Assembly.Location)!);

    static ModuleAssembly() => AssemblyLoadContext.Default.Resolving += Resolve;

    /// <inheritdoc/>
    public void OnImport()
    {
        // The type's initializer has done it.
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name?.StartsWith(OwnPrefix, StringComparison.Ordinal) == true ? Dependencies.LoadOwn(name) : null;
}
