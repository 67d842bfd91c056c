using System.Text;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Gives up a function's reserved concurrency.</summary>
public class DeleteFunctionConcurrencyRequest : NamedFunctionRequest
{
    internal static readonly Operation<DeleteFunctionConcurrencyRequest, AmazonWebServiceResponse> Operation = new(
        LambdaService.Instance, "DeleteFunctionConcurrency", "DELETE", "/2017-10-31/functions/{FunctionName}/concurrency",
        ShapeOf<DeleteFunctionConcurrencyRequest>());
}

/// <summary>Returns retries, age and destinations of asynchronous invocations to the defaults.</summary>
public class DeleteFunctionEventInvokeConfigRequest : NamedFunctionRequest
{
    internal static readonly Operation<DeleteFunctionEventInvokeConfigRequest, AmazonWebServiceResponse> Operation = new(
        LambdaService.Instance, "DeleteFunctionEventInvokeConfig", "DELETE", "/2019-09-25/functions/{FunctionName}/event-invoke-config",
        ShapeOf<DeleteFunctionEventInvokeConfigRequest>());
}

/// <summary>Reads a function's reserved concurrency.</summary>
public class GetFunctionConcurrencyRequest : NamedFunctionRequest
{
    internal static readonly Operation<GetFunctionConcurrencyRequest, GetFunctionConcurrencyResponse> Operation = new(
        LambdaService.Instance, "GetFunctionConcurrency", "GET", "/2019-09-30/functions/{FunctionName}/concurrency",
        ShapeOf<GetFunctionConcurrencyRequest>(), GetFunctionConcurrencyResponse.Shape);
}

public class GetFunctionConcurrencyResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetFunctionConcurrencyResponse> Shape = new()
    {
        {
            "ReservedConcurrentExecutions", Shapes.Integer,
            r => r.ReservedConcurrentExecutions, (r, v) => r.ReservedConcurrentExecutions = v
        },
    };

    public int? ReservedConcurrentExecutions { get; set; }
}

/// <summary>Reads retries, age and destinations of asynchronous invocations.</summary>
public class GetFunctionEventInvokeConfigRequest : NamedFunctionRequest
{
    internal static readonly Operation<GetFunctionEventInvokeConfigRequest, GetFunctionEventInvokeConfigResponse> Operation = new(
        LambdaService.Instance, "GetFunctionEventInvokeConfig", "GET", "/2019-09-25/functions/{FunctionName}/event-invoke-config",
        ShapeOf<GetFunctionEventInvokeConfigRequest>(), GetFunctionEventInvokeConfigResponse.Shape);
}

public class GetFunctionEventInvokeConfigResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetFunctionEventInvokeConfigResponse> Shape = new()
    {
        { "MaximumRetryAttempts", Shapes.Integer, r => r.MaximumRetryAttempts, (r, v) => r.MaximumRetryAttempts = v },
        { "MaximumEventAgeInSeconds", Shapes.Integer, r => r.MaximumEventAgeInSeconds, (r, v) => r.MaximumEventAgeInSeconds = v },
    };

    public int? MaximumRetryAttempts { get; set; }
    public int? MaximumEventAgeInSeconds { get; set; }
}

/// <summary>Invokes a function, and waits for its result unless the type is Event.</summary>
public class InvokeRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<InvokeRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "X-Amz-Invocation-Type", InvocationType.Shape, r => r.InvocationType, (r, v) => r.InvocationType = v, Place.Header },
        { "X-Amz-Log-Type", LogType.Shape, r => r.LogType, (r, v) => r.LogType = v, Place.Header },
        { "Payload", Shapes.Bytes, r => r.PayloadStream, (r, v) => r.PayloadStream = v, Place.Payload },
    };

    internal static readonly Operation<InvokeRequest, InvokeResponse> Operation = new(
        LambdaService.Instance, "Invoke", "POST", "/2015-03-31/functions/{FunctionName}/invocations", Shape, InvokeResponse.Shape);

    public string? FunctionName { get; set; }
    public InvocationType? InvocationType { get; set; }
    public LogType? LogType { get; set; }
    public MemoryStream? PayloadStream { get; set; }

    public string? Payload
    {
        get => PayloadStream is null ? null : Encoding.UTF8.GetString(PayloadStream.ToArray());
        set => PayloadStream = value is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(value));
    }
}

public class InvokeResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<InvokeResponse> Shape = new()
    {
        { "X-Amz-Function-Error", Shapes.Text, r => r.FunctionError, (r, v) => r.FunctionError = v, Place.Header },
        { "X-Amz-Log-Result", Shapes.Text, r => r.LogResult, (r, v) => r.LogResult = v, Place.Header },
        { "Payload", Shapes.Bytes, r => r.Payload, (r, v) => r.Payload = v, Place.Payload },
    };

    public string? FunctionError { get; set; }
    public string? LogResult { get; set; }
    public MemoryStream? Payload { get; set; }
}

/// <summary>Reserves concurrent executions for a function, which are then also its limit.</summary>
public class PutFunctionConcurrencyRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<PutFunctionConcurrencyRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        {
            "ReservedConcurrentExecutions", Shapes.Integer,
            r => r.ReservedConcurrentExecutions, (r, v) => r.ReservedConcurrentExecutions = v
        },
    };

    internal static readonly Operation<PutFunctionConcurrencyRequest, AmazonWebServiceResponse> Operation = new(
        LambdaService.Instance, "PutFunctionConcurrency", "PUT", "/2017-10-31/functions/{FunctionName}/concurrency",
        Shape);

    public string? FunctionName { get; set; }
    public int? ReservedConcurrentExecutions { get; set; }
}

/// <summary>Sets retries, age and destinations of asynchronous invocations.</summary>
public class PutFunctionEventInvokeConfigRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<PutFunctionEventInvokeConfigRequest> Shape = new()
    {
        { "FunctionName", Shapes.Text, r => r.FunctionName, (r, v) => r.FunctionName = v, Place.Path },
        { "MaximumRetryAttempts", Shapes.Integer, r => r.MaximumRetryAttempts, (r, v) => r.MaximumRetryAttempts = v },
        { "MaximumEventAgeInSeconds", Shapes.Integer, r => r.MaximumEventAgeInSeconds, (r, v) => r.MaximumEventAgeInSeconds = v },
    };

    internal static readonly Operation<PutFunctionEventInvokeConfigRequest, AmazonWebServiceResponse> Operation = new(
        LambdaService.Instance, "PutFunctionEventInvokeConfig", "PUT", "/2019-09-25/functions/{FunctionName}/event-invoke-config",
        Shape);

    public string? FunctionName { get; set; }
    public int? MaximumRetryAttempts { get; set; }
    public int? MaximumEventAgeInSeconds { get; set; }
}
