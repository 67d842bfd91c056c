namespace IoTLoad.Sandbox.Wire;

/// <summary>Method and path of an operation, such as <c>GET /things/{thingName}</c>; <c>{name+}</c> takes the rest of the path.</summary>
internal sealed class RestRoute
{
    private readonly string[] _segments;

    public RestRoute(string method, string path, ServiceOperation operation)
    {
        Method = method;
        Operation = operation;
        _segments = Split(path);
        Literals = _segments.Count(segment => segment[0] != '{');
    }

    public string Method { get; }
    public ServiceOperation Operation { get; }

    /// <summary>How many segments are literal: of two routes that fit, the one with more is meant.</summary>
    public int Literals { get; }

    /// <summary>The parameters of a path that fits.</summary>
    /// <returns>Null where it does not fit.</returns>
    public Dictionary<string, string>? Match(string method, string rawPath)
    {
        var given = Split(rawPath);
        if (method != Method || given.Length < _segments.Length)
        {
            return null;
        }

        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < _segments.Length; i++)
        {
            var segment = _segments[i];
            if (segment[0] != '{')
            {
                if (segment != given[i])
                {
                    return null;
                }
            }
            else if (segment.EndsWith("+}", StringComparison.Ordinal))
            {
                parameters[segment[1..^2]] = Uri.UnescapeDataString(string.Join('/', given[i..]));
                return parameters;
            }
            else
            {
                parameters[segment[1..^1]] = Uri.UnescapeDataString(given[i]);
            }
        }

        return given.Length == _segments.Length ? parameters : null;
    }

    private static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
