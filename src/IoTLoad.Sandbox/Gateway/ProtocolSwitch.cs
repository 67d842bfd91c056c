using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// Tells MQTT from HTTP on the one port: by what ALPN agreed on, else by the first byte, which is 0x10 in a CONNECT and a letter in
/// HTTP. So one address serves every protocol, where IoT Core has the ports 443, 8443 and 8883.
/// </summary>
internal sealed class ProtocolSwitch(ConnectionDelegate http, Func<ConnectionContext, Task> mqtt)
{
    /// <summary>ALPN name of MQTT with client certificates on port 443.</summary>
    public const string MqttAlpn = "x-amzn-mqtt-ca";

    /// <summary>ALPN name of MQTT with a custom authoriser.</summary>
    public const string PlainMqttAlpn = "mqtt";

    /// <summary>ALPN name of HTTPS with client certificates on port 443.</summary>
    public const string HttpAlpn = "x-amzn-http-ca";

    private const byte ConnectHeader = 0x10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Hands a connection, once its TLS stands, to what speaks its protocol.</summary>
    public async Task OnConnectedAsync(ConnectionContext connection)
    {
        var agreed = System.Text.Encoding.ASCII.GetString(
            (connection.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol ?? default).Span);
        var isMqtt = agreed is MqttAlpn or PlainMqttAlpn || (agreed.Length == 0 && await BeginsWithConnectAsync(connection));
        await (isMqtt ? mqtt(connection) : http(connection));
    }

    private static async Task<bool> BeginsWithConnectAsync(ConnectionContext connection)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        patience.CancelAfter(Patience);
        try
        {
            var result = await connection.Transport.Input.ReadAsync(patience.Token);
            var isConnect = !result.Buffer.IsEmpty && result.Buffer.FirstSpan[0] == ConnectHeader;
            connection.Transport.Input.AdvanceTo(result.Buffer.Start);
            return isConnect;
        }
        catch (OperationCanceledException)
        {
            // Nothing came. HTTP has its own way to end a connection that says nothing.
            return false;
        }
    }
}
