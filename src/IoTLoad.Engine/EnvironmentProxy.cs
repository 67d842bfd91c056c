namespace IoTLoad.Engine;

/// <summary>
/// The HTTP proxy that the environment names, for messages: requests that fail because of it look as if their server was at fault.
/// </summary>
public static class EnvironmentProxy
{
    // Those that .NET's HttpClient reads; on Linux, names are case-sensitive.
    private static readonly string[] Variables = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

    /// <summary>A sentence with the proxy's address, begun with a space; empty where the fault was not at a proxy.</summary>
    /// <param name="fault">Why a request failed; HttpClient says which host and port it was connecting to.</param>
    public static string Explain(Exception fault)
    {
        for (var each = fault; each is not null; each = each.InnerException)
        {
            foreach (var variable in Variables)
            {
                // Without the user and password that a proxy's address may hold.
                if (AddressIn(variable) is { } address && each.Message.Contains(address.Authority, StringComparison.OrdinalIgnoreCase))
                {
                    return $" {address.Authority} is a proxy of the environment (HTTPS_PROXY, HTTP_PROXY); "
                        + "NO_PROXY lists the hosts that are reached without it.";
                }
            }
        }

        return "";
    }

    private static Uri? AddressIn(string variable)
    {
        var value = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrWhiteSpace(value) ? null
            : Uri.TryCreate(value.Contains("://", StringComparison.Ordinal) ? value : "http://" + value, UriKind.Absolute, out var address)
                ? address : null;
    }
}
