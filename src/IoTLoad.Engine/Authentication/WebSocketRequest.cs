namespace IoTLoad.Engine.Authentication;

/// <summary>
/// What one connection asks for in its WebSocket handshake. Made anew for each connection, so that a URI can be presigned
/// and a header can carry a token that is still valid.
/// </summary>
/// <param name="Uri">The <c>ws</c> or <c>wss</c> URI; only its path and query are used.</param>
/// <param name="Headers">Additional headers.</param>
public sealed record WebSocketRequest(Uri Uri, IReadOnlyList<KeyValuePair<string, string>> Headers);
