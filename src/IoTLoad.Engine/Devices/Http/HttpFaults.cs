using System.Net;
using System.Text;
using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Plan;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Devices.Http;

/// <summary>Why a request failed: by the status of its answer, or for want of one.</summary>
internal static class HttpFaults
{
    private const int LongestText = 200;

    /// <summary>A status that is none of the 200s.</summary>
    /// <param name="status">The status.</param>
    /// <param name="body">Start of the answer's body, which often says more.</param>
    /// <param name="endpoint">The endpoint, as <see cref="Connector.Describe"/> gives it.</param>
    public static ConnectFault OfStatus(HttpStatusCode status, ReadOnlySpan<byte> body, string endpoint)
    {
        var code = (int)status;
        var (reason, advice) = code switch
        {
            429 => ("Throttled", $"Lower {PlanField.Rate}, or raise the platform's limit."),
            401 or 403 => ("NotAuthorized", "Check the credentials or the certificate, and what their policy allows for the topic."),
            413 => ("PayloadTooLarge", "Make the payload smaller."),
            400 => ("BadRequest", "Check topic and payload against the platform's rules."),
            404 => ("NotFound", $"Check host and path of {PlanField.Endpoints}."),
            408 => ("RequestTimeout", $"Look at the platform's state; under load, lower {PlanField.Rate}."),
            >= 500 => ("ServerError", $"Look at the platform's state and its log; under load, lower {PlanField.Rate}."),
            >= 300 and < 400 => ("Redirected", $"Give the address that it redirects to as {PlanField.Endpoints}."),
            _ => (Text($"Status{code}"), "Look in the platform's log for the reason."),
        };
        var text = Start(body);
        var said = text.Length == 0 ? "" : $" ({text})";
        return new ConnectFault(
            reason, Text($"{endpoint} answered HTTP {code} {status}{said}."), advice,
            reason == "NotAuthorized" ? LoadErrorKind.AuthenticationFailed : LoadErrorKind.ConnectionFailed);
    }

    /// <summary>No answer came in time.</summary>
    public static ConnectFault Timeout(TimeSpan limit, string endpoint) => new(
        "Timeout", Text($"{endpoint} did not answer a request within {limit.TotalSeconds:0.###} s."),
        $"Look at the platform's state; under load, lower {PlanField.Rate}, or raise the request timeout.", LoadErrorKind.ConnectionFailed);

    /// <summary>A request ended without an answer.</summary>
    public static ConnectFault OfException(Exception exception, string endpoint)
    {
        var chain = FaultClassification.Chain(exception).ToList();
        var http = chain.Select(each => each switch
        {
            HttpIOException io => io.HttpRequestError,
            HttpRequestException request => request.HttpRequestError,
            _ => HttpRequestError.Unknown,
        }).LastOrDefault(error => error != HttpRequestError.Unknown);
        return http switch
        {
            HttpRequestError.ResponseEnded => FaultClassification.ClosedOrReset(exception, endpoint, "before it answered a request"),
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError =>
                new ConnectFault(
                    "ProtocolError", $"{endpoint} did not answer in HTTP: {chain[^1].Message}",
                    $"Check scheme and port of {PlanField.Endpoints}.", LoadErrorKind.ConnectionFailed),
            _ => OfConnection(exception, chain[^1], endpoint),
        };
    }

    private static ConnectFault OfConnection(Exception exception, Exception innermost, string endpoint)
    {
        var fault = ConnectFault.Classify(exception, endpoint);

        // Of a connection that several requests share, one of them has the error; the others learn that it is disposed, or that
        // HTTP/2 was never agreed upon.
        return fault.Reason == "ConnectionLost" && innermost is (ObjectDisposedException or HttpRequestException)
            ? FaultClassification.ClosedOrReset(null, endpoint, "before it answered a request")
            : fault;
    }

    /// <summary>The start of a body in one line.</summary>
    private static string Start(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body).Trim();
        var start = text.Length <= LongestText ? text : text[..LongestText] + "…";
        return string.Concat(start.Select(each => char.IsControl(each) ? ' ' : each));
    }
}
