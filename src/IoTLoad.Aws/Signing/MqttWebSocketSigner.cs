using Amazon.Runtime;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine.Authentication;

namespace IoTLoad.Aws.Signing;

/// <summary>Presigns the URL of each WebSocket handshake of a load test, a reconnect's too, with the credentials of that moment.</summary>
internal sealed class MqttWebSocketSigner(AWSCredentials credentials, string region, TimeProvider time) : IWebSocketSigner
{
    public async ValueTask<WebSocketRequest> SignAsync(Uri endpoint, int connection, CancellationToken cancellation)
    {
        var current = await CredentialsOfNow.GetAsync(credentials, new AwsCall("iot", "Connect"), cancellation);
        return new WebSocketRequest(MqttWebSocketUrl.Sign(endpoint.Authority, region, current, time.GetUtcNow()), []);
    }
}
