using System.Text.Json;
using Amazon.Runtime.Internal;

namespace IoTLoad.Aws.Protocols;

/// <summary>Writes a request's JSON document.</summary>
internal static class JsonBody
{
    /// <summary>Sets the content and its type.</summary>
    public static void Write(IRequest http, string contentType, Action<Utf8JsonWriter> write)
    {
        var content = new PooledContentStream();
        http.ContentStream = content;
        http.Headers["Content-Type"] = contentType;
        using var json = new Utf8JsonWriter(content.BufferWriter);
        write(json);
    }
}
