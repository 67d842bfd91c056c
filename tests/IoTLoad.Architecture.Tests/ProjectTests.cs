using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace IoTLoad.Architecture.Tests;

/// <summary>References between the projects under src run downwards.</summary>
public sealed class ProjectTests
{
    /// <summary>What each project may refer to; what is not named may refer to nothing.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["IoTLoad.PowerShell"] = ["IoTLoad.Aws", "IoTLoad.Reports", "IoTLoad.Storage", "IoTLoad.Engine", "IoTLoad.Loader"],
        ["IoTLoad.Function"] = ["IoTLoad.Aws", "IoTLoad.Storage", "IoTLoad.Engine"],
        ["IoTLoad.Aws"] = ["IoTLoad.Engine", "IoTLoad.Storage", "IoTLoad.SigV4"],
        ["IoTLoad.Reports"] = ["IoTLoad.Engine", "IoTLoad.Storage"],
        ["IoTLoad.Storage"] = ["IoTLoad.Engine"],
        ["IoTLoad.Sandbox"] = ["IoTLoad.SigV4"],
    };

    public static TheoryData<string> Projects => [.. Files().Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_projects_below_it(string project)
    {
        var references = Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))
            .Where(name => name.StartsWith("IoTLoad.", StringComparison.Ordinal) && Files().ContainsKey(name));

        Assert.Empty(references.Except(Allowed.GetValueOrDefault(project, [])));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_shows_its_internals_to_tests_only(string project) =>
        Assert.DoesNotContain(Items(project, "InternalsVisibleTo"), Files().ContainsKey);

    private static Dictionary<string, string> Files([CallerFilePath] string here = "") =>
        Directory.EnumerateFiles(Path.Combine(here, "..", "..", "..", "src"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path));

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Files()[project]).Descendants(kind).Select(item => item.Attribute("Include")!.Value);
}
