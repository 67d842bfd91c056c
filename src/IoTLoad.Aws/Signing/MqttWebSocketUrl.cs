using System.Globalization;
using Amazon.Runtime;
using IoTLoad.SigV4;

namespace IoTLoad.Aws.Signing;

/// <summary>
/// The URL that opens MQTT over WebSocket at AWS IoT Core: signed by Signature Version 4 in its query string, with the
/// session token behind the signature.
/// </summary>
/// <remarks>
/// IoT Core differs from other services in that last point (AWS IoT developer guide, "Device communication protocols"). The
/// URL holds a signature and a session token: it is as secret as they are, and a reconnect needs a new one.
/// </remarks>
public static class MqttWebSocketUrl
{
    /// <summary>The service's signing name.</summary>
    public const string Service = "iotdevicegateway";

    /// <summary>For how long a handshake may begin, unless asked otherwise; an open connection outlives it.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Makes the URL.</summary>
    /// <param name="endpoint">Host of the account's endpoint, with a port where it is not 443, as the Host header has it.</param>
    /// <param name="region">Region of the endpoint.</param>
    /// <param name="credentials">Credentials, temporary ones or not.</param>
    /// <param name="time">Time of signing.</param>
    /// <param name="lifetime">For how long a handshake may begin.</param>
    public static Uri Sign(string endpoint, string region, ImmutableCredentials credentials, DateTimeOffset time, TimeSpan? lifetime = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint);
        var scope = new SigningScope(time, region, Service);
        var seconds = (int)(lifetime ?? DefaultLifetime).TotalSeconds;
        var query = string.Join(
            '&',
            $"X-Amz-Algorithm={SignatureV4.Algorithm}",
            $"X-Amz-Credential={SignatureV4.Encode($"{credentials.AccessKey}/{scope}")}",
            $"X-Amz-Date={scope.Timestamp}",
            $"X-Amz-Expires={seconds.ToString(CultureInfo.InvariantCulture)}",
            "X-Amz-SignedHeaders=host");
        var canonical = SignatureV4.CanonicalRequest("GET", "/mqtt", query, [new("host", endpoint)], SignatureV4.EmptyHash);
        query += $"&X-Amz-Signature={SignatureV4.Signature(credentials.SecretKey, scope, SignatureV4.StringToSign(scope, canonical))}";
        if (credentials.UseToken)
        {
            query += $"&X-Amz-Security-Token={SignatureV4.Encode(credentials.Token)}";
        }

        return new Uri($"wss://{endpoint}/mqtt?{query}");
    }
}
