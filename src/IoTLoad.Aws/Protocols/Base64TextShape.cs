using System.Text;

namespace IoTLoad.Aws.Protocols;

/// <summary>
/// A string whose UTF-8 bytes travel as base64 in a header, as Smithy's <c>jsonvalue</c> and <c>mediaType</c> members do.
/// </summary>
internal sealed class Base64TextShape : TextShape
{
    /// <inheritdoc/>
    public override string ToText(string value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(value));

    /// <inheritdoc/>
    public override string FromText(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));
}
