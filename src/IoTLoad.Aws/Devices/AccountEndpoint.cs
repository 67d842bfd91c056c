using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Devices;

/// <summary>An endpoint of the account.</summary>
/// <param name="EndpointType">Type, such as <c>Data-ATS</c>.</param>
/// <param name="Address">Host name.</param>
/// <param name="Region">AWS region.</param>
public sealed record AccountEndpoint(string EndpointType, string Address, string Region)
{
    /// <inheritdoc/>
    public override string ToString() => Address;

    /// <summary>Types of endpoints, and what DescribeEndpoint calls them.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Data-ATS"] = "iot:Data-ATS",
        ["Data"] = "iot:Data",
        ["Credential-Provider"] = "iot:CredentialProvider",
        ["Jobs"] = "iot:Jobs",
    };

    /// <summary>Types of endpoints.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. Known.Keys];

    /// <summary>Asks for an endpoint.</summary>
    /// <param name="connection">How to reach AWS.</param>
    /// <param name="type">One of <see cref="Types"/>, whatever the case.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="LoadException">UnknownEndpointType, or what AWS refuses.</exception>
    public static async Task<AccountEndpoint> FindAsync(AwsConnection connection, string type, CancellationToken cancellation)
    {
        if (!Known.TryGetValue(type, out var name))
        {
            throw LoadException.InvalidInput(
                "UnknownEndpointType", $"There is no endpoint of type '{type}'.", $"Use one of {string.Join(", ", Types)}.", type);
        }

        using var plane = await ControlPlane.OpenAsync(connection, null, cancellation);
        var found = await plane.CallAsync(null,
            iot => iot.DescribeEndpointAsync(new() { EndpointType = name }, cancellation), cancellation);
        return new AccountEndpoint(Known.Keys.First(key => Known[key] == name), found.EndpointAddress!, plane.Region);
    }
}
