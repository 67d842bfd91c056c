using System.Reflection;

namespace IoTLoad.Engine.Tests.PlanFiles;

/// <summary>Where files of the repository are.</summary>
internal static class Repository
{
    /// <summary>A file, by its path from the root.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(each => each.Key == "RepoRoot").Value!, .. parts]);

    /// <summary>The example plans: those that can run, not what they extend.</summary>
    public static IEnumerable<string> ExamplePlans() => Directory.EnumerateFiles(PathOf("examples", "plans"), "*.yaml")
        .Where(path => Path.GetFileName(path) != "common.yaml").Order(StringComparer.Ordinal);
}
