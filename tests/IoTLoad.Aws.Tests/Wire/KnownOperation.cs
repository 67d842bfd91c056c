using System.Reflection;
using Amazon.CloudWatch;
using Amazon.CloudWatchLogs;
using Amazon.IdentityManagement;
using Amazon.IoT;
using Amazon.IotData;
using Amazon.Lambda;
using Amazon.Runtime;
using Amazon.ServiceQuotas;
using IoTLoad.Aws.Protocols;

namespace IoTLoad.Aws.Tests.Wire;

/// <summary>An operation of one of our clients, found by its method as a user finds it.</summary>
/// <param name="Service">botocore's name of the service.</param>
/// <param name="Client">Type of the client.</param>
/// <param name="Method">The client's method.</param>
public sealed record KnownOperation(string Service, Type Client, MethodInfo Method)
{
    private static readonly Dictionary<string, Type> Clients = new(StringComparer.Ordinal)
    {
        ["iot-data"] = typeof(AmazonIotDataClient),
        ["iot"] = typeof(AmazonIoTClient),
        ["lambda"] = typeof(AmazonLambdaClient),
        ["cloudwatch"] = typeof(AmazonCloudWatchClient),
        ["logs"] = typeof(AmazonCloudWatchLogsClient),
        ["iam"] = typeof(AmazonIdentityManagementServiceClient),
        ["service-quotas"] = typeof(AmazonServiceQuotasClient),
    };

    /// <summary>botocore's names of the services.</summary>
    public static IEnumerable<string> Services => Clients.Keys;

    /// <summary>Every operation of every client.</summary>
    public static IEnumerable<KnownOperation> All =>
        from client in Clients
        from method in client.Value.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where method.Name.EndsWith("Async", StringComparison.Ordinal)
        select new KnownOperation(client.Key, client.Value, method);

    /// <summary>Name of the operation.</summary>
    public string Name => Method.Name[..^"Async".Length];

    /// <summary>Type of the input.</summary>
    public Type Request => Method.GetParameters()[0].ParameterType;

    /// <summary>Type of the output.</summary>
    public Type Response => Method.ReturnType.GetGenericArguments()[0];

    /// <summary>Finds an operation.</summary>
    public static KnownOperation Find(string service, string name) => All.Single(o => o.Service == service && o.Name == name);

    /// <summary>A configuration of a service's client.</summary>
    public static TypedConfig Config(string service) =>
        (TypedConfig)Activator.CreateInstance(Clients[service].GetConstructors().SelectMany(c => c.GetParameters())
            .First(p => p.ParameterType.IsSubclassOf(typeof(TypedConfig))).ParameterType)!;

    /// <summary>Calls the operation.</summary>
    public async Task<AmazonWebServiceResponse> CallAsync(object request, AWSCredentials credentials, TypedConfig config)
    {
        using var client = (TypedClient)Activator.CreateInstance(Client, credentials, config)!;
        var task = (Task)Method.Invoke(client, [request, TestContext.Current.CancellationToken])!;
        await task;
        return (AmazonWebServiceResponse)task.GetType().GetProperty("Result")!.GetValue(task)!;
    }
}
