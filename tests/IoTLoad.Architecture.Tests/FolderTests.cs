using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Architecture.Tests;

/// <summary>The engine's folders, which are its namespaces, form a chain.</summary>
public sealed class FolderTests
{
    private const string Root = "IoTLoad.Engine";
    private static readonly Lazy<IReadOnlyDictionary<string, SortedSet<string>>> References = new(Load);

    [Fact]
    public void Folders_of_the_engine_do_not_refer_to_each_other_in_circles()
    {
        var left = References.Value.ToDictionary(folder => folder.Key, folder => new SortedSet<string>(folder.Value));

        // Whoever refers to nothing that is left is at the bottom of the chain; what remains at the end is in a circle, or above one.
        while (left.FirstOrDefault(folder => folder.Value.Count == 0).Key is { } bottom)
        {
            left.Remove(bottom);
            foreach (var others in left.Values)
            {
                others.Remove(bottom);
            }
        }

        // From above, too, so that only the circles remain.
        while (left.Keys.FirstOrDefault(folder => !left.Values.Any(others => others.Contains(folder))) is { } top)
        {
            left.Remove(top);
        }

        Assert.True(left.Count == 0, string.Join('\n', left.Select(folder => $"{folder.Key} -> {string.Join(", ", folder.Value)}")));
    }

    /// <summary>The way of the data, upwards: no folder refers to one that comes before it here.</summary>
    [Theory]
    [InlineData("Running", "Devices", "Recording", "Plan")]
    [InlineData("Running", "Devices", "Schedule", "Plan")]
    [InlineData("Running", "Devices", "Payload", "Plan")]
    [InlineData("Running", "Devices", "Connecting", "Plan")]
    public void A_folder_refers_only_to_those_below_it(params string[] chain)
    {
        for (var lower = 1; lower < chain.Length; lower++)
        {
            var wrong = References.Value.Where(folder => In(folder.Key, chain[lower]))
                .SelectMany(folder => folder.Value.Where(to => chain[..lower].Any(upper => In(to, upper)))
                    .Select(to => $"{folder.Key} -> {to}"));
            Assert.Empty(wrong);
        }

        static bool In(string folder, string name) => folder == name || folder.StartsWith(name + ".", StringComparison.Ordinal);
    }

    private static SortedDictionary<string, SortedSet<string>> Load()
    {
        var architecture = new ArchLoader().LoadAssemblies(typeof(LoadPlan).Assembly).Build();
        var references = new SortedDictionary<string, SortedSet<string>>();
        foreach (var type in architecture.Types.Where(type => Folder(type) is not null))
        {
            var from = Folder(type)!;
            if (!references.TryGetValue(from, out var targets))
            {
                references[from] = targets = [];
            }

            targets.UnionWith(type.Dependencies.Select(dependency => Folder(dependency.Target)).OfType<string>().Where(to => to != from));
        }

        return references;
    }

    /// <summary>The folder of a type of the engine; null for the types of others, and those at the top that all may use.</summary>
    private static string? Folder(IType type)
    {
        var name = type.Namespace?.FullName ?? "";
        return name.StartsWith(Root + ".", StringComparison.Ordinal) ? name[(Root.Length + 1)..] : null;
    }
}
