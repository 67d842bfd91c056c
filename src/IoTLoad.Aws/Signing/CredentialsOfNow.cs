using Amazon.Runtime;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Signing;

/// <summary>Reads credentials that may have to be refreshed; during a long test, that can fail.</summary>
internal static class CredentialsOfNow
{
    /// <exception cref="LoadException">AwsCredentialsExpired, AwsAccessDenied and others, as <see cref="AwsFault"/> names them.</exception>
    public static async ValueTask<ImmutableCredentials> GetAsync(AWSCredentials credentials, AwsCall call, CancellationToken cancellation)
    {
        try
        {
            return await credentials.GetCredentialsAsync().WaitAsync(cancellation);
        }
        catch (Exception exception) when (exception is not (LoadException or OperationCanceledException))
        {
            throw AwsFault.FromCredentials(exception, call, null);
        }
    }
}
