using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Connecting.Faults;

/// <summary>The faults of a TLS handshake.</summary>
internal static class TlsFaults
{
    /// <summary>The server sent an alert.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="serverWasTrusted">
    /// Whether the server's certificate had been seen and accepted. A <c>handshake_failure</c> after that concerns the
    /// client's certificate (TLS 1.2 has no <c>certificate_required</c>); before it, versions and cipher suites.
    /// </param>
    public static ConnectFault FromAlert(TlsAlert alert, string endpoint, bool serverWasTrusted)
    {
        if (alert.ConcernsClientCertificate || (alert.Name == "handshake_failure" && serverWasTrusted))
        {
            return Security(
                "TlsClientCertificateRefused",
                $"{endpoint} did not accept the client's certificate, or wants one (TLS alert {alert.Name}).",
                $"Give {PlanField.CertificateFile} and {PlanField.KeyFile}, or {PlanField.PfxFile}, "
                + "with a certificate of an authority that the broker trusts.");
        }

        return alert.Name switch
        {
            "no_application_protocol" => Security(
                "TlsAlpnRefused", $"{endpoint} speaks none of the offered ALPN protocols.",
                $"Correct {PlanField.AlpnProtocols}, or leave it out."),
            "unrecognized_name" => HandshakeFailed(
                endpoint, $"TLS alert unrecognized_name: the server has no such name; see {PlanField.ServerName}"),
            _ => HandshakeFailed(endpoint, $"TLS alert {alert.Name}"),
        };
    }

    /// <summary>The peer answers TLS with something else, or not at all.</summary>
    public static ConnectFault NotSpoken(string endpoint) => new(
        "TlsNotSpoken",
        $"{endpoint} does not answer in TLS.",
        "Check the port, or use mqtt:// (WebSocket: ws://, HTTP: http://) if this listener is a plain one.",
        LoadErrorKind.SecurityFailed);

    /// <summary>The handshake failed, for a reason that only <paramref name="detail"/> knows.</summary>
    public static ConnectFault HandshakeFailed(string endpoint, string detail) => Security(
        "TlsHandshakeFailed",
        $"The TLS handshake with {endpoint} failed: {detail.TrimEnd('.')}.",
        "Check TLS versions and cipher suites on both sides, and the broker's log.");

    private static ConnectFault Security(string reason, string message, string advice) =>
        new(reason, message, advice, LoadErrorKind.SecurityFailed);
}
