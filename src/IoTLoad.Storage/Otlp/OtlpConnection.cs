using IoTLoad.Engine;

namespace IoTLoad.Storage.Otlp;

/// <summary>Where metrics go by OTLP, the OpenTelemetry protocol.</summary>
public sealed record OtlpConnection
{
    private const string MetricsPath = "v1/metrics";
    private const int GrpcPort = 4317;

    /// <summary>Where requests go, with the path that OTLP has for metrics.</summary>
    public required Uri Url { get; init; }

    /// <summary>How they travel.</summary>
    public OtlpTransport Transport { get; init; }

    /// <summary>Headers of requests, such as one that authorises them. They may be secret.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Longest wait for an answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How messages call the place: never with a user name or a query.</summary>
    public string Place => Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    /// <summary>Reads an endpoint as OTLP's specification means it: a base URL gets the path <c>v1/metrics</c>.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="transport">How to talk to it; null takes gRPC for port 4317, else HTTP.</param>
    /// <exception cref="LoadException"><c>OtlpEndpointInvalid</c>.</exception>
    public static OtlpConnection Parse(string endpoint, OtlpTransport? transport = null)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
        {
            throw LoadException.InvalidInput(
                "OtlpEndpointInvalid", "The OTLP endpoint is not the URL of a collector, or holds a user name.",
                "Write -OtlpEndpoint as http://host:4318, or http://host:4317 for gRPC, and what authorises requests as -OtlpHeader.",
                null);
        }

        var by = transport ?? (url.Port == GrpcPort ? OtlpTransport.Grpc : OtlpTransport.Http);
        return new OtlpConnection
        {
            Url = by == OtlpTransport.Grpc || url.AbsolutePath.EndsWith("/" + MetricsPath, StringComparison.Ordinal)
                ? url
                : new Uri($"{url.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{MetricsPath}{url.Query}"),
            Transport = by,
        };
    }

    /// <summary>The place, and no secrets: text ends up in logs.</summary>
    public override string ToString() => Place;
}

/// <summary>How OTLP travels.</summary>
public enum OtlpTransport
{
    /// <summary>Protocol buffers in HTTP POST requests; usually port 4318.</summary>
    Http,

    /// <summary>gRPC; usually port 4317.</summary>
    Grpc,
}
