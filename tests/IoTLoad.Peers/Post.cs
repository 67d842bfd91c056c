namespace IoTLoad.Peers;

/// <summary>A request as a <see cref="HttpServer"/> saw it.</summary>
/// <param name="Target">Path and query as they came.</param>
/// <param name="Topic">The topic, as the server decodes it.</param>
/// <param name="Query">The query.</param>
/// <param name="Protocol">Version of HTTP.</param>
/// <param name="Connection">The server's name for the connection.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body.</param>
public sealed record Post(
    string Target, string Topic, string Query, string Protocol, string Connection, IReadOnlyDictionary<string, string> Headers,
        byte[] Body);
