using System.Runtime.CompilerServices;

namespace IoTLoad.Architecture.Tests;

/// <summary>The shape of the source files themselves.</summary>
public sealed class SourceTests
{
    private const int LongestLine = 140;

    [Fact]
    public void No_line_is_longer_than_140_characters() => Assert.Empty(Files().SelectMany(file => File.ReadLines(file)
        .Select((line, at) => (line, at)).Where(each => each.line.Length > LongestLine)
        .Select(each => $"{Path.GetFileName(file)}:{each.at + 1}")));

    private static IEnumerable<string> Files([CallerFilePath] string here = "")
    {
        var source = Path.GetFullPath(Path.Combine(here, "..", "..", "..", "src"));
        return Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(source, file).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));
    }
}
