using System.Collections;
using System.Management.Automation;
using IoTLoad.PowerShell.Parameters;

namespace IoTLoad.PowerShell.Commands;

/// <content>What only MQTT 5 has.</content>
public abstract partial class PlanParametersCommand
{
    /// <summary>User properties of each message.</summary>
    [Parameter(ParameterSetName = ParametersSet), ValidateNotNull]
    public IDictionary? UserProperty { get; set; }

    /// <summary>Content type of each message.</summary>
    [Parameter(ParameterSetName = ParametersSet), ValidateNotNullOrEmpty]
    public string? ContentType { get; set; }

    /// <summary>Response topic of each message.</summary>
    [Parameter(ParameterSetName = ParametersSet), ValidateNotNullOrEmpty]
    public string? ResponseTopic { get; set; }

    /// <summary>Correlation data of each message.</summary>
    [Parameter(ParameterSetName = ParametersSet), ValidateNotNullOrEmpty]
    public string? CorrelationData { get; set; }

    /// <summary>How long a broker may keep a message.</summary>
    [Parameter(ParameterSetName = ParametersSet), ValidateNotNullOrEmpty]
    public string? MessageExpiry { get; set; }

    /// <summary>Marks payloads as UTF-8.</summary>
    [Parameter(ParameterSetName = ParametersSet)]
    public SwitchParameter Utf8Payload { get; set; }

    /// <summary>Sends each topic once a connection, and a number for it after that.</summary>
    [Parameter(ParameterSetName = ParametersSet)]
    public SwitchParameter TopicAlias { get; set; }

    /// <summary>How long the broker waits before it publishes a last will.</summary>
    [Parameter(ParameterSetName = ParametersSet), ValidateNotNullOrEmpty]
    public string? WillDelay { get; set; }

    /// <summary>Messages that the broker may have unacknowledged on a connection.</summary>
    [Parameter(ParameterSetName = ParametersSet), PSDefaultValue(Help = "65535, as MQTT says")]
    [WholeNumberTransformation]
    public int? ReceiveMaximum { get; set; }

    /// <summary>Largest packet that a device takes, bytes.</summary>
    [Parameter(ParameterSetName = ParametersSet), PSDefaultValue(Help = "No limit"), WholeNumberTransformation]
    public long? MaximumPacketSize { get; set; }

    /// <summary>Asks the broker for response information.</summary>
    [Parameter(ParameterSetName = ParametersSet)]
    public SwitchParameter RequestResponseInformation { get; set; }
}
