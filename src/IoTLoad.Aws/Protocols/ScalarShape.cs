using System.Xml.Linq;

namespace IoTLoad.Aws.Protocols;

/// <summary>A value that has a text form; forms and XML carry that text.</summary>
/// <typeparam name="T">Type of the values.</typeparam>
internal abstract class ScalarShape<T> : Shape<T>
{
    /// <inheritdoc/>
    public override void WriteForm(IDictionary<string, string> form, string key, T value) => form[key] = ToText(value);

    /// <inheritdoc/>
    public override T ReadXml(XElement xml) => FromText(xml.Value);

    /// <inheritdoc/>
    public abstract override string ToText(T value);

    /// <inheritdoc/>
    public abstract override T FromText(string text);
}
