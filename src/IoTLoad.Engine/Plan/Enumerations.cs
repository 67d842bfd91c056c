namespace IoTLoad.Engine.Plan;

/// <summary>How devices reach the platform.</summary>
public enum LoadProtocol
{
    /// <summary>MQTT over TCP or TLS.</summary>
    Mqtt,

    /// <summary>MQTT over WebSocket (<c>ws</c> or <c>wss</c>).</summary>
    MqttWebSocket,

    /// <summary>
    /// A request a message, <c>POST {path}/topics/{topic}?qos=0|1</c>, over a pool of connections (<c>http</c> or <c>https</c>). Devices
    /// only publish; every message is answered, whatever its QoS.
    /// </summary>
    Http,
}

/// <summary>The version of MQTT that devices speak.</summary>
public enum MqttVersion
{
    /// <summary>MQTT 3.1.1 (protocol level 4).</summary>
    V311,

    /// <summary>MQTT 5.0 (protocol level 5).</summary>
    V500,
}

/// <summary>Who publishes, and who is meant to receive what.</summary>
public enum TrafficPattern
{
    /// <summary>Every device publishes; nobody subscribes.</summary>
    PublishOnly,

    /// <summary>Every device subscribes to its own topic and publishes to it.</summary>
    RoundTrip,

    /// <summary>Every device publishes; a few subscriber connections receive everything.</summary>
    FanIn,

    /// <summary>A few publisher connections send to many subscribed devices.</summary>
    Downlink,
}

/// <summary>How intended times are spread at a given rate.</summary>
public enum Arrival
{
    /// <summary>Evenly: at rate <c>r</c>, one message each <c>1/r</c> seconds.</summary>
    Uniform,

    /// <summary>As a Poisson process: gaps are exponentially distributed with mean <c>1/r</c>, as from independent devices.</summary>
    Poisson,

    /// <summary>In bursts: what is due within a second, all at its start. Seconds count from the start of the schedule.</summary>
    Burst,
}

/// <summary>Where a message carries what the receiver needs to account for it.</summary>
public enum TrackingMode
{
    /// <summary>In the payload, as a 36-character token.</summary>
    Payload,

    /// <summary>In an MQTT 5 user property named <c>iotload</c>; the payload stays exactly as given.</summary>
    UserProperty,

    /// <summary>Nowhere: receipts are counted, but cannot be matched to what was sent.</summary>
    None,
}

/// <summary>What the payload is made from.</summary>
public enum PayloadKind
{
    /// <summary>The reference JSON document.</summary>
    Reference,

    /// <summary>A fixed number of bytes.</summary>
    Fixed,

    /// <summary>A template with placeholders.</summary>
    Template,
}
