namespace IoTLoad.HelpBuilder.Cmdlets;

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
