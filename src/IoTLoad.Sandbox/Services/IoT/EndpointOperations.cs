using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>Where devices connect to.</summary>
internal static class EndpointOperations
{
    /// <summary>Adds the operations.</summary>
    public static void AddTo(ServiceApi api, Func<string> endpoint) =>
        api.Add("DescribeEndpoint", "GET", "/endpoint", call => Describe(call, endpoint), _ => "*");

    private static Document Describe(Call call, Func<string> endpoint) => call.Input.Text("endpointType") switch
    {
        null or "iot:Data" or "iot:Data-ATS" => new Document { ["endpointAddress"] = endpoint() },
        var type => throw IoTRefusal.Invalid($"The sandbox has no endpoint of type '{type}'; it has iot:Data-ATS."),
    };
}
