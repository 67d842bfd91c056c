namespace IoTLoad.Sandbox.Identity;

/// <summary>A request as it arrived, in the parts that a signature covers.</summary>
/// <param name="Method">Method, in capitals.</param>
/// <param name="RawPath">Path exactly as it was sent.</param>
/// <param name="RawQuery">Query exactly as it was sent, without the question mark.</param>
/// <param name="Headers">Headers; several of one name are several entries.</param>
/// <param name="Body">Body.</param>
public sealed record SignedRequest(
    string Method, string RawPath, string RawQuery, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);
