using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace IoTLoad.Shell;

/// <summary>
/// A script's arguments as pwsh's -File takes them: a word that begins with a dash is a parameter's name, <c>-Name:value</c>
/// holds its value, and all else is text.
/// </summary>
internal static partial class ScriptArguments
{
    /// <summary>The arguments as PowerShell's own syntax.</summary>
    public static string Text(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Text));

    /// <summary>Text in single quotes; PowerShell takes the typographic ones for such quotes, too.</summary>
    public static string Quoted(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    private static string Text(string argument)
    {
        var name = Name().Match(argument);
        if (!name.Success)
        {
            return Quoted(argument);
        }

        var value = argument[name.Length..];
        return name.Value + value.ToLowerInvariant() switch
        {
            "" => "",
            "$true" or "true" => "$true",
            "$false" or "false" => "$false",
            _ => Quoted(value),
        };
    }

    [GeneratedRegex(@"\A-[A-Za-z_?][\w?-]*(?::|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
