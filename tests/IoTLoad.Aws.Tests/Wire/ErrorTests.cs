using System.Text.Json.Nodes;
using Amazon;
using Amazon.Runtime;
using IoTLoad.Aws.Tests.Botocore;

namespace IoTLoad.Aws.Tests.Wire;

/// <summary>Every error that an operation may return, read as botocore reads it.</summary>
public sealed class ErrorTests(BotocorePeer botocore)
{
    // Names that the official packages give to shapes whose names do not end in Exception.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["InternalServiceFault"] = "InternalServiceException",
        ["DashboardInvalidInputError"] = "DashboardInvalidInputErrorException",
        ["DashboardNotFoundError"] = "DashboardNotFoundErrorException",
        ["InvalidNextToken"] = "InvalidNextTokenException",
    };

    public static TheoryData<string, string> Operations => OperationTests.Operations;

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Errors_have_botocores_class_code_message_and_request_ID(string service, string name)
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
            var exception = await Assert.ThrowsAnyAsync<AmazonServiceException>(
                () => operation.CallAsync(input, new BasicAWSCredentials("key", "secret"), config));

            Assert.Equal(ClassName(operation, error!["shape"]?.GetValue<string>()), exception.GetType().Name);
            Assert.Equal(error["code"]!.GetValue<string>(), exception.ErrorCode);
            Assert.Equal(error["message"]!.GetValue<string>(), exception.Message);
            Assert.Equal(error["requestId"]!.GetValue<string>(), exception.RequestId);
            Assert.Equal(error["status"]!.GetValue<int>(), (int)exception.StatusCode);
            AssertMembers(error["parsed"]!, exception);
        }
    }

    private static string ClassName(KnownOperation operation, string? shape)
    {
        var name = shape is null ? "" : Renamed.GetValueOrDefault(shape, shape);
        var type = operation.Client.Assembly.GetType($"{operation.Client.Namespace}.Model.{name}");

        // Only errors that something catches by type have a class of their own; the others have the service's common one.
        return type?.Name ?? operation.Client.Name.Replace("Client", "Exception", StringComparison.Ordinal);
    }

    private static void AssertMembers(JsonNode parsed, AmazonServiceException exception)
    {
        var own = exception.GetType().GetProperties().Where(property => property.DeclaringType == exception.GetType());
        foreach (var property in own)
        {
            var expected = parsed.AsObject()
                .FirstOrDefault(item => item.Key.Equals(property.Name, StringComparison.OrdinalIgnoreCase)).Value;
            var value = property.GetValue(exception);
            if (value is string text)
            {
                Assert.Equal(expected!.GetValue<string>(), text);
            }
            else
            {
                var list = Assert.IsAssignableFrom<System.Collections.ICollection>(value);
                Assert.Equal(expected!.AsArray().Count, list.Count);
            }
        }
    }
}
