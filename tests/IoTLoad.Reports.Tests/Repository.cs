using System.Reflection;

namespace IoTLoad.Reports.Tests;

/// <summary>Files of the repository that tests compare with.</summary>
internal static class Repository
{
    /// <summary>A file, by its path from the root.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(attribute => attribute.Key == "RepoRoot").Value!, path));
}
