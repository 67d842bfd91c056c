using System.Reflection;
using System.Runtime.Loader;

namespace IoTLoad.Loader;

/// <summary>
/// Holds everything that the cmdlets depend on, from the module's folder <c>dependencies</c>. What another module has loaded
/// into the default context (another MQTTnet or AWSSDK.Core, say) is not seen in here, and nothing in here is seen out there.
/// </summary>
internal sealed class DependencyContext(string folder) : AssemblyLoadContext("IoTLoad")
{
    /// <summary>Loads an assembly of the folder; null where the folder has none of that name.</summary>
    public Assembly? LoadOwn(AssemblyName name)
    {
        var path = Path.Combine(folder, name.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) => LoadOwn(assemblyName);
}
