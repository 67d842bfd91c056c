using System.Text;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Input of Invoke. Invokes a function, and waits for its result unless the type is Event.</summary>
public class InvokeRequest : AmazonLambdaRequest
{
    internal static readonly Structure<InvokeRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "X-Amz-Invocation-Type", InvocationType.Shape, r => r.InvocationType, (r, v) => r.InvocationType = v, Place.Header },
        { "X-Amz-Log-Type", LogType.Shape, r => r.LogType, (r, v) => r.LogType = v, Place.Header },
        { "X-Amz-Client-Context", Shapes.Text, r => r.ClientContextBase64, (r, v) => r.ClientContextBase64 = v, Place.Header },
        { "Payload", Shapes.Bytes, r => r.PayloadStream, (r, v) => r.PayloadStream = v, Place.Payload },
        { "Qualifier", Shapes.Text, r => r.Qualifier, (r, v) => r.Qualifier = v, Place.Query },
    };

    internal static readonly Operation<InvokeRequest, InvokeResponse> Operation = new(
        LambdaService.Instance, "Invoke", "POST", "/2015-03-31/functions/{FunctionName}/invocations", Shape, InvokeResponse.Shape);

    /// <summary>Name or ARN of the function. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>Event, RequestResponse (the default) or DryRun.</summary>
    public InvocationType? InvocationType { get; set; }

    /// <summary>Tail for the end of the log in the response.</summary>
    public LogType? LogType { get; set; }

    /// <summary>JSON for the function's context, at most 3,583 bytes of base64.</summary>
    public string? ClientContextBase64 { get; set; }

    /// <summary>Bytes for the function, JSON, at most 6 MiB, or 256 KiB for an Event.</summary>
    public MemoryStream? PayloadStream { get; set; }

    /// <summary>The text of PayloadStream.</summary>
    public string? Payload
    {
        get => PayloadStream is null ? null : Encoding.UTF8.GetString(PayloadStream.ToArray());
        set => PayloadStream = value is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>The text of ClientContextBase64.</summary>
    public string? ClientContext
    {
        get => ClientContextBase64 is null ? null : Encoding.UTF8.GetString(Convert.FromBase64String(ClientContextBase64));
        set => ClientContextBase64 = value is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Version or alias.</summary>
    public string? Qualifier { get; set; }
}

/// <summary>Output of Invoke.</summary>
public class InvokeResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<InvokeResponse> Shape = new()
    {
        { "StatusCode", Shapes.Integer, r => r.StatusCode, (r, v) => r.StatusCode = v, Place.Status },
        { "X-Amz-Function-Error", Shapes.Text, r => r.FunctionError, (r, v) => r.FunctionError = v, Place.Header },
        { "X-Amz-Log-Result", Shapes.Text, r => r.LogResult, (r, v) => r.LogResult = v, Place.Header },
        { "Payload", Shapes.Bytes, r => r.Payload, (r, v) => r.Payload = v, Place.Payload },
        { "X-Amz-Executed-Version", Shapes.Text, r => r.ExecutedVersion, (r, v) => r.ExecutedVersion = v, Place.Header },
    };

    /// <summary>HTTP status.</summary>
    public int? StatusCode { get; set; }

    /// <summary>Set where the function failed; the payload then tells how.</summary>
    public string? FunctionError { get; set; }

    /// <summary>The last 4 KB of the log, base64.</summary>
    public string? LogResult { get; set; }

    /// <summary>The function's result, or its error; empty for an Event.</summary>
    public MemoryStream? Payload { get; set; }

    /// <summary>Version that ran.</summary>
    public string? ExecutedVersion { get; set; }
}
