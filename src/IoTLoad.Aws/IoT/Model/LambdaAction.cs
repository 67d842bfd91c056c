using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Invokes a Lambda function asynchronously.</summary>
public class LambdaAction
{
    internal static readonly Structure<LambdaAction> Shape = new()
    {
        { "functionArn", Shapes.Text, r => r.FunctionArn, (r, v) => r.FunctionArn = v },
    };

    /// <summary>ARN of the function. Required.</summary>
    public string? FunctionArn { get; set; }
}
