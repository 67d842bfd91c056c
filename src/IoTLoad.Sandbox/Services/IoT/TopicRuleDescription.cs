using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>A topic rule as the control plane shows it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Arn">ARN.</param>
/// <param name="TopicPattern">Topic filter of its statement.</param>
/// <param name="Created">When it was made.</param>
/// <param name="IsDisabled">Whether it is off.</param>
/// <param name="Payload">What it selects and does, as it was given.</param>
internal sealed record TopicRuleDescription(
    string Name, string Arn, string TopicPattern, DateTimeOffset Created, bool IsDisabled, Document Payload);
