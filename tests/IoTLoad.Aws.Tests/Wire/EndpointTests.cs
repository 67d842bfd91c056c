using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using IoTLoad.Aws.Tests.Botocore;

namespace IoTLoad.Aws.Tests.Wire;

/// <summary>Where requests go, by region and switches, compared with AWS's endpoint rules as botocore evaluates them.</summary>
public sealed class EndpointTests(BotocorePeer botocore)
{
    public static TheoryData<string> Services => [.. KnownOperation.Services];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Endpoints_in_every_region_of_every_partition_are_botocores(string service)
    {
        var expected = (await botocore.AskAsync("endpoints", ("service", service)))!.AsArray();
        Assert.True(expected.Count > 100);
        foreach (var endpoint in expected)
        {
            var config = KnownOperation.Config(service);
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(endpoint!["region"]!.GetValue<string>());
            config.UseFIPSEndpoint = endpoint["fips"]!.GetValue<bool>();
            config.UseDualstackEndpoint = endpoint["dualStack"]!.GetValue<bool>();
            var operation = KnownOperation.All.First(o => o.Service == service);
            var request = (AmazonWebServiceRequest)Activator.CreateInstance(operation.Request)!;
            var ours = config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request));
            Assert.Equal(new Uri(endpoint["url"]!.GetValue<string>()), new Uri(ours.URL));
        }
    }

    [Theory]
    [InlineData("us-gov-east-1", "us-gov-west-1")]
    [InlineData("cn-northwest-1", "cn-north-1")]
    [InlineData("ap-south-1", "us-east-1")]
    [InlineData("us-iso-west-1", "us-iso-east-1")]
    public async Task IAM_signs_for_the_home_region_of_the_partition(string region, string signingRegion)
    {
        var http = await Send("iam", config => config.RegionEndpoint = RegionEndpoint.GetBySystemName(region));
        Assert.Contains($"/{signingRegion}/iam/aws4_request", http.Sent.Headers["Authorization"], StringComparison.Ordinal);
        var expected = (await botocore.AskAsync("endpoints", ("service", "iam")))!.AsArray()
            .First(e => e!["region"]!.GetValue<string>() == region && !e["fips"]!.GetValue<bool>() && !e["dualStack"]!.GetValue<bool>());
        Assert.Equal(expected!["signingRegion"]!.GetValue<string>(), signingRegion);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_custom_endpoint_is_used_as_it_is_and_signed_for_its_region(string service)
    {
        var http = await Send(service, config =>
        {
            config.ServiceURL = "http://localhost:4566";
            config.AuthenticationRegion = "eu-north-1";
        });
        Assert.Equal("http://localhost:4566", http.Sent.Url.GetLeftPart(UriPartial.Authority));
        Assert.Contains("/eu-north-1/", http.Sent.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_custom_endpoint_beside_FIPS_is_refused_before_anything_is_sent() =>
        await Assert.ThrowsAsync<AmazonClientException>(() => Send("iot", config =>
        {
            config.ServiceURL = "http://localhost:4566";
            config.UseFIPSEndpoint = true;
        }));

    private async Task<CannedHttp> Send(string service, Action<ClientConfig> configure)
    {
        var operation = KnownOperation.All.First(o => o.Service == service);
        var cases = await botocore.AskForObjectAsync(
            "cases",
            ("service", service),
            ("operation", operation.Name),
            ("input", ModelObjects.Members(operation.Request)),
            ("output", ModelObjects.Members(operation.Response)),
            ("few", true));
        var http = new CannedHttp(cases["response"]!);
        var config = KnownOperation.Config(service);
        config.HttpClientFactory = http;
        configure(config);
        await operation.CallAsync(ModelObjects.Make(operation.Request, cases["input"]!.AsObject()),
            new BasicAWSCredentials("key", "secret"), config);
        return http;
    }
}
