namespace IoTLoad.Engine.Authentication;

/// <summary>Signs WebSocket handshakes. Called for each attempt to connect, a reconnect included, from several threads at once.</summary>
public interface IWebSocketSigner
{
    /// <summary>Makes the request of one handshake.</summary>
    /// <param name="endpoint">The endpoint of the plan, with the path that is asked for.</param>
    /// <param name="connection">The connection's number in the whole plan, from 0.</param>
    /// <param name="cancellation">The attempt's time is over, or the test's.</param>
    /// <exception cref="LoadException">It cannot be signed; the attempt fails with the error's ID as reason.</exception>
    ValueTask<WebSocketRequest> SignAsync(Uri endpoint, int connection, CancellationToken cancellation);
}
