using System.Management.Automation.Runspaces;

namespace IoTLoad.Shell;

/// <summary>
/// A script's arguments as pwsh's -File takes them: a word that begins with a dash is a parameter's name, <c>-Name:value</c>
/// holds its value, and all else is text.
/// </summary>
internal static class ScriptArguments
{
    /// <summary>The arguments as a command's parameters, in their order.</summary>
    public static IEnumerable<CommandParameter> Of(IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument.Length < 2 || argument[0] != '-' || char.IsAsciiDigit(argument[1]) || argument[1] == '.')
            {
                yield return new CommandParameter(null, argument);
            }
            else if (argument.IndexOf(':', StringComparison.Ordinal) is var colon and > 1 && colon < argument.Length - 1)
            {
                yield return new CommandParameter(argument[..colon], ValueOf(argument[(colon + 1)..]));
            }
            else
            {
                // With its dash and no value, the name takes the argument that follows, or is a switch.
                yield return new CommandParameter(argument.TrimEnd(':'));
            }
        }
    }

    private static object ValueOf(string text) => text.ToLowerInvariant() switch
    {
        "$true" => true,
        "$false" => false,
        _ => text,
    };
}
