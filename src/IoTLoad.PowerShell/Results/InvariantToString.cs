using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;

namespace IoTLoad.PowerShell.Results;

/// <summary>
/// Gives a number or a time a text that is the same in every culture. Export-Csv takes a value's <c>ToString()</c>, which writes
/// 1.5 as <c>1,5</c> on a German machine, and PowerShell reads that back as 15. With a format, as in <c>'{0:N1}' -f $value</c>,
/// the user's culture applies as usual.
/// </summary>
internal sealed class InvariantToString : PSMethodInfo
{
    private readonly IFormattable _value;

    private InvariantToString(IFormattable value)
    {
        _value = value;
        SetMemberName(nameof(ToString));
    }

    public override PSMemberTypes MemberType => PSMemberTypes.Method;

    public override string TypeNameOfValue => typeof(string).FullName!;

    // PowerShell passes the format on only to a method that has more than one overload.
    public override Collection<string> OverloadDefinitions { get; } =
        ["string ToString()", "string ToString(string format, System.IFormatProvider provider)"];

    /// <summary>Whether the text of such a value depends on the culture.</summary>
    public static bool Matters(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var plain
        && (plain == typeof(double) || plain == typeof(DateTimeOffset) || plain == typeof(DateTime));

    /// <summary>The value with such a text, where its own would depend on the culture.</summary>
    public static object? Of(object? value)
    {
        if (value is not IFormattable formattable || !Matters(value.GetType()))
        {
            return value;
        }

        var wrapped = new PSObject(value);
        wrapped.Methods.Add(new InvariantToString(formattable), true);
        return wrapped;
    }

    public override object Invoke(params object[] arguments) => arguments.Length > 0
        ? _value.ToString(arguments.OfType<string>().FirstOrDefault(), arguments.OfType<IFormatProvider>().FirstOrDefault())
        : _value switch
        {
            DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.fffK", CultureInfo.InvariantCulture),
            _ => _value.ToString(null, CultureInfo.InvariantCulture),
        };

    public override PSMemberInfo Copy() => new InvariantToString(_value);
}
