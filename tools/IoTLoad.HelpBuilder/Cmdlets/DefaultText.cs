using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace IoTLoad.HelpBuilder.Cmdlets;

/// <summary>The default of a parameter, as a reader would type it.</summary>
internal static class DefaultText
{
    /// <summary>
    /// The value that the property has in a new cmdlet, or what <see cref="PSDefaultValueAttribute"/> says, for a default that is
    /// found only when the cmdlet runs; null where there is none.
    /// </summary>
    public static string? Of(PropertyInfo property, object cmdlet)
    {
        if (property.GetCustomAttribute<PSDefaultValueAttribute>() is { } given)
        {
            return given.Help ?? Text(given.Value);
        }

        return Text(property.GetValue(cmdlet));
    }

    private static string? Text(object? value) => value switch
    {
        null or "" => null,
        string text => text,
        SwitchParameter on => on.IsPresent.ToString(),
        IEnumerable list => string.Join(", ", list.Cast<object?>().Select(Text)) is { Length: > 0 } items ? items : null,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}

/// <summary>Names of types as PowerShell's users know them.</summary>
internal static class TypeText
{
    /// <summary>A name without its namespace; that of the value for a nullable one.</summary>
    public static string Short(Type type) => type.IsArray ? Short(type.GetElementType()!) + "[]" : Value(type).Name;

    /// <summary>A name with its namespace.</summary>
    public static string Full(Type type) => type.IsArray ? Full(type.GetElementType()!) + "[]" : Value(type).FullName!;

    /// <summary>What an array holds, or a nullable type's value; else the type itself.</summary>
    public static Type Element(Type type) => Value(type.IsArray ? type.GetElementType()! : type);

    private static Type Value(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
