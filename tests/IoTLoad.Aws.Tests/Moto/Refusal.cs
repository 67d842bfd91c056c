using Amazon.Runtime;

namespace IoTLoad.Aws.Tests.Moto;

/// <summary>Calls that a service must refuse.</summary>
internal static class Refusal
{
    public static async Task<AmazonServiceException> IsAsync(string code, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<AmazonServiceException>(call);
        Assert.Equal(code, error.ErrorCode);
        return error;
    }
}
