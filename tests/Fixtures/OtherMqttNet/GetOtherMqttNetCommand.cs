using System.Management.Automation;

namespace MQTTnet;

/// <summary>Tells which MQTTnet the default load context has.</summary>
[Cmdlet(VerbsCommon.Get, "OtherMqttNet")]
public sealed class GetOtherMqttNetCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(typeof(GetOtherMqttNetCommand).Assembly.GetName().Version?.ToString());
}
