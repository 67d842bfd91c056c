using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using IoTLoad.Peers;

namespace IoTLoad.Function.Tests;

/// <summary>Writes parameters into moto's store.</summary>
internal static class Parameters
{
    public static async Task PutAsync(MotoServer moto, string name, string value)
    {
        using var client = new AmazonSimpleSystemsManagementClient(
            new BasicAWSCredentials("test", "test"),
            new AmazonSimpleSystemsManagementConfig { ServiceURL = moto.Url.AbsoluteUri, AuthenticationRegion = "eu-west-1" });
        await client.PutParameterAsync(new PutParameterRequest
        {
            Name = name,
            Value = value,
            Type = ParameterType.SecureString,
            Overwrite = true
        }, TestContext.Current.CancellationToken);
    }
}
