using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace IoTLoad.Sandbox.Wire;

/// <summary>Documents as XML of the query protocol: lists have <c>member</c> elements, times are ISO 8601.</summary>
internal static class XmlCodec
{
    public static byte[] Write(XElement root) => Encoding.UTF8.GetBytes(root.ToString(SaveOptions.DisableFormatting));

    public static XElement Element(XName name, object value) => value switch
    {
        Document document => new XElement(name, document.Present
            .Select(member => Element(name.Namespace + member.Key, member.Value!))),
        System.Collections.IEnumerable list when value is not string and not byte[] =>
            new XElement(name, list.Cast<object>().Select(item => Element(name.Namespace + "member", item))),
        _ => new XElement(name, Text(value)),
    };

    private static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        byte[] bytes => Convert.ToBase64String(bytes),
        DateTimeOffset time => time.UtcDateTime.ToString(
            time.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"A {value.GetType()} has no form in XML."),
    };
}
