using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;

namespace IoTLoad.PowerShell.Results;

/// <summary>Output objects whose numbers and times have the same text in every culture.</summary>
internal static class InvariantRow
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Shadowed = new();

    /// <summary>The object, with note properties over its own so that Export-Csv writes the same everywhere.</summary>
    public static PSObject Of(object value)
    {
        var row = PSObject.AsPSObject(value);
        foreach (var property in Shadowed.GetOrAdd(value.GetType(), PropertiesToShadow))
        {
            row.Properties.Add(new PSNoteProperty(property.Name, InvariantToString.Of(property.GetValue(value))), true);
        }

        return row;
    }

    // Note properties come before the object's own: to keep the order, all are shadowed up to the last whose text matters.
    private static PropertyInfo[] PropertiesToShadow(Type type)
    {
        var all = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        return all[..(Array.FindLastIndex(all, property => InvariantToString.Matters(property.PropertyType)) + 1)];
    }
}
