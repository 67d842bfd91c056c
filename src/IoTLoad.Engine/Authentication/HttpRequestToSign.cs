namespace IoTLoad.Engine.Authentication;

/// <summary>The parts of an HTTP request that a signature covers.</summary>
/// <param name="Method">The method, in capitals.</param>
/// <param name="Host">The Host header: with a port where it is not the scheme's.</param>
/// <param name="Path">The path as it is sent: percent-encoded once.</param>
/// <param name="Query">The query as it is sent, without the question mark.</param>
/// <param name="Body">The body.</param>
public readonly record struct HttpRequestToSign(string Method, string Host, string Path, string Query, ReadOnlyMemory<byte> Body);
