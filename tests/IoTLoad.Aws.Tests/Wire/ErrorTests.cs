using System.Text.Json.Nodes;
using Amazon;
using Amazon.Runtime;
using IoTLoad.Aws.Tests.Botocore;

namespace IoTLoad.Aws.Tests.Wire;

/// <summary>Every error that an operation may return, read as botocore reads it.</summary>
public sealed class ErrorTests(BotocorePeer botocore)
{
    public static TheoryData<string, string> Operations => OperationTests.Operations;

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Errors_have_botocores_code_message_status_and_request_ID(string service, string name)
    {
        var operation = KnownOperation.Find(service, name);
        var cases = await botocore.AskForObjectAsync(
            "cases", ("service", service), ("operation", name), ("input", ModelObjects.Members(operation.Request)),
            ("output", new JsonObject()), ("few", true));
        foreach (var error in (await botocore.AskAsync("errors", ("service", service), ("operation", name)))!.AsArray())
        {
            var config = KnownOperation.Config(service);
            config.RegionEndpoint = RegionEndpoint.EUWest1;
            config.HttpClientFactory = new CannedHttp(error!);
            config.MaxErrorRetry = 0;
            var input = ModelObjects.Make(operation.Request, cases["input"]!.AsObject());
            var exception = await Assert.ThrowsAsync<AmazonServiceException>(
                () => operation.CallAsync(input, new BasicAWSCredentials("key", "secret"), config));

            Assert.Equal(error!["code"]!.GetValue<string>(), exception.ErrorCode);
            Assert.Equal(error["message"]!.GetValue<string>(), exception.Message);
            Assert.Equal(error["requestId"]!.GetValue<string>(), exception.RequestId);
            Assert.Equal(error["status"]!.GetValue<int>(), (int)exception.StatusCode);
        }
    }
}
