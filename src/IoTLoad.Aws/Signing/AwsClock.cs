using System.Diagnostics;
using IoTLoad.Aws.Control;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Signing;

/// <summary>
/// AWS's time on a machine whose clock is off: the offset is taken once from the Date header of an answer. AWSSDK corrects its own
/// requests in the same way.
/// </summary>
public sealed class AwsClock : TimeProvider
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The header has whole seconds, and the answer takes its time: less than this is no offset.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan WorthSaying = TimeSpan.FromSeconds(2);

    /// <param name="offset">AWS's time less this machine's.</param>
    public AwsClock(TimeSpan offset) => Offset = offset;

    /// <summary>AWS's time less this machine's.</summary>
    public TimeSpan Offset { get; }

    /// <summary>What a user must know of the clock; null if it is right.</summary>
    public string? Warning => Offset.Duration() < WorthSaying ? null : Text(
        $"This machine's clock is {Offset.Duration().TotalSeconds:N0} s {(Offset > TimeSpan.Zero ? "behind" : "ahead of")} AWS's. ")
        + "Requests to AWS are signed with AWS's time; set the clock, because times in results are this machine's.";

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;

    /// <summary>Asks a server for its time. If it does not answer, the clock stays as it is: its fault shows later.</summary>
    /// <param name="endpoint">An endpoint that serves HTTP or WebSocket.</param>
    /// <param name="tls">What its certificate is checked with.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="LoadException">ControlCertificateInvalid.</exception>
    public static async Task<AwsClock> AskAsync(Uri endpoint, TlsPlan tls, CancellationToken cancellation)
    {
        using var certificates = ControlTls.Load(tls with { CertificateFile = null, PfxFile = null });
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (certificates.JudgesServer)
        {
            handler.SslOptions.RemoteCertificateValidationCallback =
                (_, certificate, chain, errors) => certificates.Accepts(certificate, chain, errors);
        }

        if (tls.ServerName is { } name)
        {
            handler.SslOptions.TargetHost = name;
        }

        using var http = new HttpClient(handler) { Timeout = Limit };
        var secure = endpoint.Scheme is "wss" or "https";
        var uri = new UriBuilder(endpoint) { Scheme = secure ? "https" : "http", Port = endpoint.Port, Path = "/", Query = "" }.Uri;
        try
        {
            var begin = TimeProvider.System.GetUtcNow();
            var taken = Stopwatch.StartNew();
            using var answer = await http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var here = begin + (taken.Elapsed / 2);
            var offset = answer.Headers.Date is { } there ? there.AddMilliseconds(500) - here : TimeSpan.Zero;
            return new AwsClock(offset.Duration() < Resolution + (taken.Elapsed / 2) ? TimeSpan.Zero : offset);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException
            && !cancellation.IsCancellationRequested)
        {
            return new AwsClock(TimeSpan.Zero);
        }
    }
}
