using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Connecting;

/// <summary>What a custom authorizer is shown, in the forms that protocols have for it.</summary>
internal static class AuthorizerForm
{
    private const string Name = "x-amz-customauthorizer-name";
    private const string Signature = "x-amz-customauthorizer-signature";

    /// <summary>The headers of a WebSocket handshake or an HTTP request; none where the plan has no authorizer.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(AuthorizerPlan? authorizer) => [.. Parts(authorizer)];

    /// <summary>
    /// The user name of a CONNECT, with the parameters as a query behind it. A value that holds a percent sign is taken to be
    /// percent-encoded already, as AWS's device clients do.
    /// </summary>
    /// <param name="username">User name of the plan; null where it has none.</param>
    /// <param name="authorizer">The authorizer; null where the plan has none.</param>
    public static string? Username(string? username, AuthorizerPlan? authorizer)
    {
        var query = string.Join('&', Parts(authorizer).Select(part => $"{part.Key}={Encode(part.Value)}"));
        return query.Length == 0 ? username
            : username is null ? "?" + query
            : username + (username.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query;
    }

    private static IEnumerable<KeyValuePair<string, string>> Parts(AuthorizerPlan? authorizer)
    {
        if (authorizer?.Name is { } name)
        {
            yield return new(Name, name);
        }

        if (authorizer?.Signature is { } signature)
        {
            yield return new(Signature, signature);
        }

        if (authorizer is { TokenKeyName: { } key, Token: { } token })
        {
            yield return new(key, token);
        }
    }

    private static string Encode(string value) => value.Contains('%', StringComparison.Ordinal) ? value : Uri.EscapeDataString(value);
}
