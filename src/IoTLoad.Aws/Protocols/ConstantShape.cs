using System.Text.Json;
using Amazon.Runtime;

namespace IoTLoad.Aws.Protocols;

/// <summary>One of a service's constants, or a newer one that this version does not know: the text is kept.</summary>
/// <param name="find">Finds the constant of a text, or makes it.</param>
/// <typeparam name="T">Type of the constants.</typeparam>
internal sealed class ConstantShape<T>(Func<string, T> find) : ScalarShape<T>
    where T : ConstantClass
{
    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, T value) => json.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override T ReadJson(JsonElement json) => find(json.GetString()!);

    /// <inheritdoc/>
    public override string ToText(T value) => value.Value;

    /// <inheritdoc/>
    public override T FromText(string text) => find(text);
}
