using System.Text.Json;

namespace IoTLoad.Aws.Protocols;

/// <summary>Bytes: base64 everywhere but as a payload, where they are the body.</summary>
internal sealed class BytesShape : ScalarShape<MemoryStream>
{
    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, MemoryStream value) => json.WriteBase64StringValue(Content(value));

    /// <inheritdoc/>
    public override MemoryStream ReadJson(JsonElement json) => new(json.GetBytesFromBase64());

    /// <inheritdoc/>
    public override string ToText(MemoryStream value) => Convert.ToBase64String(Content(value));

    /// <inheritdoc/>
    public override MemoryStream FromText(string text) => new(Convert.FromBase64String(text));

    // The whole content, wherever the caller has left the position: retries must send the same bytes.
    private static ReadOnlySpan<byte> Content(MemoryStream value) =>
        value.TryGetBuffer(out var buffer) ? buffer : value.ToArray();
}
