namespace IoTLoad.Aws.Tests.Wire;

/// <summary>A request as it was sent.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">URL.</param>
/// <param name="Headers">Headers, of the content too.</param>
/// <param name="Body">Body.</param>
public sealed record SentRequest(string Method, Uri Url, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The parameters of the query string, as they are sent, in order of their names.</summary>
    public static IEnumerable<string> Query(Uri url) =>
        url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
}
