namespace IoTLoad.Engine.Devices.Packets;

/// <summary>The other side sent what MQTT does not allow; the message ends the sentence "the endpoint …".</summary>
internal sealed class MqttProtocolException(string message) : Exception(message);
