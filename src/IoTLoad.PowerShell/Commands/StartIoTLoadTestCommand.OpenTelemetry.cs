using System.Collections;
using System.Management.Automation;
using System.Security;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.Storage.Otlp;

namespace IoTLoad.PowerShell.Commands;

/// <content>Exporting the series by OTLP, the OpenTelemetry protocol, while the test runs.</content>
public sealed partial class StartIoTLoadTestCommand
{
    /// <summary>URL of a collector that takes metrics by OTLP.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OtlpEndpoint { get; set; }

    /// <summary>How OTLP travels.</summary>
    [Parameter]
    [PSDefaultValue(Help = "Grpc for port 4317, else Http")]
    public OtlpTransport OtlpTransport { get; set; }

    /// <summary>Headers of OTLP requests.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? OtlpHeader { get; set; }

    private OtlpConnection? OtlpConnection() => OtlpEndpoint is null ? null
        : Storage.Otlp.OtlpConnection.Parse(OtlpEndpoint, MyInvocation.BoundParameters.ContainsKey(nameof(OtlpTransport))
            ? OtlpTransport : null) with
        {
            Headers = (OtlpHeader ?? []).Cast<DictionaryEntry>().ToDictionary(
                header => $"{header.Key}", header =>
                    header.Value is SecureString secret ? Secret.Reveal(secret)! : $"{header.Value}", StringComparer.OrdinalIgnoreCase),
        };
}
