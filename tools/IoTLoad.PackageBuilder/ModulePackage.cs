using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IoTLoad.PackageBuilder;

/// <summary>The module's folder as it is published: no debugging symbols, and each dependency once.</summary>
/// <param name="folder">The folder; what is in it is replaced.</param>
internal sealed partial class ModulePackage(string folder)
{
    private static readonly XNamespace Text = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";

    /// <summary>File names of the assemblies in it.</summary>
    public IReadOnlySet<string> Assemblies => Directory.EnumerateFiles(folder, "*.dll", SearchOption.AllDirectories)
        .Select(file => Path.GetFileName(file)).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Copies the module as it was built.</summary>
    public void CopyFrom(string module)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var file in Directory.EnumerateFiles(module, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(module, file);
            if (IsShipped(module, path))
            {
                var target = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }
    }

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    /// <summary>Names the project's site in the manifest, and the page of each cmdlet for <c>Get-Help -Online</c>.</summary>
    public void SetProjectUrl(string url)
    {
        var manifest = Directory.EnumerateFiles(folder, "*.psd1").Single();
        var text = File.ReadAllText(manifest);
        var license = LicenseUri().Match(text);
        if (!license.Success)
        {
            throw new FormatException($"{manifest} has no LicenseUri to put ProjectUri beside.");
        }

        File.WriteAllText(manifest, LicenseUri().Replace(text, match => $"{match.Value}\n            ProjectUri = '{url}'", 1));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "en-US"), "*-Help.xml"))
        {
            var help = XDocument.Load(file, LoadOptions.PreserveWhitespace);
            foreach (var links in help.Descendants(Command + "relatedLinks"))
            {
                var name = links.Parent!.Descendants(Command + "name").First().Value;
                links.AddFirst(new XElement(Text + "navigationLink", new XElement(Text + "linkText", "Online:"),
                    new XElement(Text + "uri", $"{url}/blob/main/docs/cmdlets/{name}.md")));
            }

            help.Save(file);
        }
    }

    // The sandbox is a program of its own, and finds in dependencies/ what it shares with the cmdlets.
    private static bool IsShipped(string module, string path) =>
        Path.GetExtension(path) != ".pdb" && !path.EndsWith(".deps.json", StringComparison.Ordinal)
        && (Path.GetDirectoryName(path) != "sandbox" || !File.Exists(Path.Combine(module, "dependencies", Path.GetFileName(path))));

    [GeneratedRegex(@"LicenseUri = '[^']*'", RegexOptions.CultureInvariant)]
    private static partial Regex LicenseUri();
}
