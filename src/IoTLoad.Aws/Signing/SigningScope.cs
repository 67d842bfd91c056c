using System.Globalization;

namespace IoTLoad.Aws.Signing;

/// <summary>What a signature is good for: a day, a region and a service.</summary>
/// <param name="Time">Time of signing.</param>
/// <param name="Region">Region.</param>
/// <param name="Service">The service's signing name, such as <c>iotdevicegateway</c>.</param>
public sealed record SigningScope(DateTimeOffset Time, string Region, string Service)
{
    /// <summary>The time as X-Amz-Date has it.</summary>
    public string Timestamp { get; } = Time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The day, the first part of the scope.</summary>
    public string Day { get; } = Time.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>The scope as it is written behind an access key.</summary>
    public override string ToString() => $"{Day}/{Region}/{Service}/aws4_request";
}
