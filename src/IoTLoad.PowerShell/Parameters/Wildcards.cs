using System.Management.Automation;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Names as users write them.</summary>
internal static class Wildcards
{
    /// <summary>What a pattern matches; null where it is a name without wildcards.</summary>
    public static Func<string, bool>? Predicate(string pattern) => WildcardPattern.ContainsWildcardCharacters(pattern)
        ? WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch : null;
}
