using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;

namespace IoTLoad.PowerShell.Errors;

/// <summary>
/// The parameter by which each field of a plan is given: the engine's texts name fields, and a user of cmdlets knows parameters.
/// </summary>
internal static class ParameterNames
{
    private static readonly Dictionary<string, string> OfField = new()
    {
        [PlanField.Endpoints] = "-Endpoint",
        [PlanField.Protocol] = "-Protocol",
        [PlanField.LocalAddresses] = "-LocalAddress",
        [PlanField.CaFile] = "-CaFile",
        [PlanField.CertificateFile] = "-CertificateFile",
        [PlanField.KeyFile] = "-KeyFile",
        [PlanField.PfxFile] = "-PfxFile",
        [PlanField.KeyPassword] = "-PfxPassword",
        [PlanField.ServerName] = "-ServerName",
        [PlanField.AlpnProtocols] = "-AlpnProtocol",
        [PlanField.SkipCertificateCheck] = "-SkipCertificateCheck",
        [PlanField.MqttVersion] = "-MqttVersion",
        [PlanField.KeepAlive] = "-KeepAlive",
        [PlanField.SessionExpiry] = "-SessionExpiry",
        [PlanField.Username] = "-Username",
        [PlanField.Password] = "-Password",
        [PlanField.ConnectTimeout] = "-ConnectTimeout",
        [PlanField.WillTopic] = "-WillTopic",
        [PlanField.WillPayload] = "-WillPayload",
        [PlanField.WillQoS] = "-WillQoS",
        [PlanField.WillDelay] = "-WillDelay",
        [PlanField.ReceiveMaximum] = "-ReceiveMaximum",
        [PlanField.MaximumPacketSize] = "-MaximumPacketSize",
        [PlanField.RequestResponseInformation] = "-RequestResponseInformation",
        [PlanField.UserProperties] = "-UserProperty",
        [PlanField.ContentType] = "-ContentType",
        [PlanField.ResponseTopic] = "-ResponseTopic",
        [PlanField.CorrelationData] = "-CorrelationData",
        [PlanField.MessageExpiry] = "-MessageExpiry",
        [PlanField.Utf8Payload] = "-Utf8Payload",
        [PlanField.TopicAlias] = "-TopicAlias",
        [PlanField.RequestTimeout] = "-RequestTimeout",
        [PlanField.DeviceCount] = "-Clients",
        [PlanField.ClientId] = "-ClientId",
        [PlanField.Inventory] = "-Inventory",
        [PlanField.InventoryGroup] = "-InventoryGroup",
        [PlanField.ConnectRate] = "-ConnectRate",
        [PlanField.Backoff] = "-Backoff",
        [PlanField.ReconnectMinDelay] = "-ReconnectMinDelay",
        [PlanField.ReconnectMaxDelay] = "-ReconnectMaxDelay",
        [PlanField.ChurnShare] = "-ChurnShare",
        [PlanField.ChurnInterval] = "-ChurnInterval",
        [PlanField.Pattern] = "-Pattern",
        [PlanField.Topic] = "-Topic",
        [PlanField.SubscribeFilter] = "-SubscribeFilter",
        [PlanField.QoS] = "-QoS",
        [PlanField.Retain] = "-Retain",
        [PlanField.InFlightWindow] = "-Window",
        [PlanField.BacklogLimit] = "-BacklogLimit",
        [PlanField.Subscribers] = "-Subscribers",
        [PlanField.Publishers] = "-Publishers",
        [PlanField.BroadcastTopic] = "-BroadcastTopic",
        [PlanField.PayloadSize] = "-PayloadSize",
        [PlanField.PayloadTemplate] = "-PayloadTemplate",
        [PlanField.PayloadCsv] = "-PayloadCsv",
        [PlanField.Tracking] = "-Tracking",
        [PlanField.Rate] = "-Rate",
        [PlanField.Duration] = "-Duration",
        [PlanField.Stages] = "-Stage",
        [PlanField.Storms] = "-Storm",
        [PlanField.MessageCount] = "-MessageCount",
        [PlanField.DrainTime] = "-DrainTime",
        [PlanField.Shards] = "-Workers",
        [PlanField.Thresholds] = "-Threshold",
    };

    /// <summary>The parameters, each with the plan field that it gives.</summary>
    public static IReadOnlyDictionary<string, string> All => OfField;

    /// <summary>A text of the engine with parameters in place of plan fields.</summary>
    public static string Render(string text) => PlanField.Render(text, OfField.GetValueOrDefault);

    /// <summary>A result whose failures name parameters.</summary>
    public static LoadResult In(LoadResult result) =>
        result with { Failures = [.. result.Failures.Select(failure => failure with { Example = Render(failure.Example) })] };
}
