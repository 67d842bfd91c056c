using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>A function's reserved concurrency. Responses that consist of one derive from it.</summary>
public class Concurrency : AmazonWebServiceResponse
{
    internal static readonly Structure<Concurrency> Shape = ShapeOf<Concurrency>();

    /// <summary>Reserved concurrent executions.</summary>
    public int? ReservedConcurrentExecutions { get; set; }

    internal static Structure<T> ShapeOf<T>()
        where T : Concurrency, new() => new()
    {
        { "ReservedConcurrentExecutions", Shapes.Integer, r => r.ReservedConcurrentExecutions, (r, v) => r.ReservedConcurrentExecutions = v },
    };
}
