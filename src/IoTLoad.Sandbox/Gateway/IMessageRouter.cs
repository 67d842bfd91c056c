namespace IoTLoad.Sandbox.Gateway;

/// <summary>The message broker, for what publishes without a connection of its own: the HTTPS data plane's callers and rule actions.</summary>
public interface IMessageRouter
{
    /// <summary>Publishes to subscribers, retained messages and rules.</summary>
    /// <exception cref="Identity.RefusedException">No topic that can be published to, or the payload is too large.</exception>
    void Publish(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain);
}
