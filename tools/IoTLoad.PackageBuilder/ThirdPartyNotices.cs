using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace IoTLoad.PackageBuilder;

/// <summary>Lists the packages that are shipped, with their copyrights and licences, from what the packages say of themselves.</summary>
internal static class ThirdPartyNotices
{
    /// <summary>The text of the file.</summary>
    /// <param name="locks">The lock files of what is shipped.</param>
    /// <param name="packages">NuGet's folder of packages.</param>
    /// <param name="assemblies">File names of the assemblies that are shipped; a package that has none of them is not listed.</param>
    /// <exception cref="FormatException">A package's licence is not known here.</exception>
    public static string Of(IEnumerable<string> locks, string packages, IReadOnlySet<string> assemblies)
    {
        var found = locks.SelectMany(Locked).Distinct()
            .Select(package => Package.Read(Path.Combine(packages, package.Id.ToLowerInvariant(), package.Version), package.Id))
            .Where(package => package is not null && package.Assemblies.Any(assemblies.Contains)).Select(package => package!)
            .OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase).ToList();
        var text = new StringBuilder("IoTLoad contains the following packages.\n");
        foreach (var package in found)
        {
            text.Append('\n').Append(package.Id).Append(' ').Append(package.Version).Append('\n');
            foreach (var line in new[] { package.Copyright, package.Url, $"Licence: {package.LicenceName}" })
            {
                text.Append(line.Length > 0 ? $"  {line}\n" : "");
            }
        }

        foreach (var (name, licence) in found.Select(package => (package.LicenceName, package.Licence)).Distinct()
            .Where(each => each.Licence.Length > 0))
        {
            text.Append("\n\n==== ").Append(name).Append(" ====\n\n").Append(licence.Trim()).Append('\n');
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static IEnumerable<(string Id, string Version)> Locked(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return [.. json.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.TryGetProperty("resolved", out _))
            .Select(package => (package.Name, package.Value.GetProperty("resolved").GetString()!))];
    }

    private sealed record Package(
        string Id, string Version, string Copyright, string Url, string LicenceName, string Licence, IReadOnlyList<string> Assemblies)
    {
        public static Package? Read(string folder, string id)
        {
            if (!Directory.Exists(folder))
            {
                return null;
            }

            var metadata = XDocument.Load(Directory.EnumerateFiles(folder, "*.nuspec").Single()).Root!.Elements().First();
            string Value(string name) => metadata.Elements().FirstOrDefault(each => each.Name.LocalName == name)?.Value.Trim() ?? "";
            var assemblies = Directory.EnumerateFiles(folder, "*.dll", SearchOption.AllDirectories)
                .Select(file => Path.GetFileName(file)).ToList();
            var (name, licence) = metadata.Elements().FirstOrDefault(each => each.Name.LocalName == "license") switch
            {
                null => (Value("licenseUrl"), ""),
                { } each when (string?)each.Attribute("type") == "file" =>
                    ($"that of {id}", File.ReadAllText(Path.Combine(folder, each.Value.Replace('\\', Path.DirectorySeparatorChar)))),
                { } each => Chosen(each.Value, id),
            };
            var url = Value("projectUrl");
            return new Package(id, Path.GetFileName(folder), Value("copyright"), url, name, licence, assemblies);
        }

        // Of a choice of licences, one suffices: the one whose text is here.
        private static (string Name, string Text) Chosen(string expression, string id)
        {
            foreach (var name in expression.Split(" OR "))
            {
                if (typeof(Package).Assembly.GetManifestResourceStream(name) is { } stream)
                {
                    using var reader = new StreamReader(stream);
                    return (name, reader.ReadToEnd());
                }
            }

            throw new FormatException(
                $"The licence {expression} of {id} is not known: add its text to tools/IoTLoad.PackageBuilder/Licences.");
        }
    }
}
