namespace IoTLoad.Sandbox.Wire;

/// <summary>Method and path of an operation, such as <c>GET /things/{thingName}</c>; <c>{name+}</c> takes the rest of the path.</summary>
internal sealed class RestRoute(string method, string path, ServiceOperation operation)
{
    private readonly string[] _segments = Split(path);

    public ServiceOperation Operation => operation;

    /// <summary>How many segments are literal: of two routes that fit, the one with more is meant.</summary>
    public int Literals => _segments.Count(segment => segment[0] != '{');

    /// <summary>The parameters of a path that fits.</summary>
    /// <returns>Null where it does not fit.</returns>
    public Dictionary<string, string>? Match(string asked, string rawPath)
    {
        var given = Split(rawPath);
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < _segments.Length && asked == method && i < given.Length; i++)
        {
            var segment = _segments[i];
            if (segment.EndsWith("+}", StringComparison.Ordinal))
            {
                parameters[segment[1..^2]] = Uri.UnescapeDataString(string.Join('/', given[i..]));
                return parameters;
            }

            if (segment[0] == '{')
            {
                parameters[segment[1..^1]] = Uri.UnescapeDataString(given[i]);
            }
            else if (segment != given[i])
            {
                return null;
            }
        }

        return asked == method && given.Length == _segments.Length ? parameters : null;
    }

    private static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
