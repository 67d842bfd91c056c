using System.Management.Automation;
using System.Reflection;
using System.Runtime.ExceptionServices;
using IoTLoad.Engine;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>
/// Reads the credentials objects of AWS.Tools. Their types belong to another AWSSDK.Core, so what they can do is asked of them
/// by name.
/// </summary>
internal static class AwsCredentialParameter
{
    /// <summary>What an object's credentials are, each time that they are asked for.</summary>
    /// <param name="value">An AWSCredentials of any version, or what Set-AWSCredential leaves in the session.</param>
    /// <exception cref="LoadException">AwsCredentialUnknown.</exception>
    public static Func<(string AccessKey, string SecretKey, string? SessionToken)> Reader(object value)
    {
        var given = value is PSObject wrapped ? wrapped.BaseObject : value;

        // $StoredAWSCredentials is a wrapper around the credentials; the property is not public.
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var credentials = given.GetType().GetProperty("Credentials", Any)?.GetValue(given) ?? given;
        var get = credentials.GetType().GetMethod("GetCredentials", Type.EmptyTypes) ?? throw LoadException.InvalidInput(
            "AwsCredentialUnknown", $"An object of type {given.GetType().FullName} holds no AWS credentials.",
            "Give what Get-AWSCredential or New-AWSCredential returns, or -AccessKey and -SecretKey.", given.GetType().FullName);
        return () => Read(credentials, get);
    }

    private static (string AccessKey, string SecretKey, string? SessionToken) Read(object credentials, MethodInfo get)
    {
        try
        {
            var values = get.Invoke(credentials, null)!;
            return (Text(values, "AccessKey") ?? "", Text(values, "SecretKey") ?? "", Text(values, "Token"));
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    private static string? Text(object values, string property) => values.GetType().GetProperty(property)?.GetValue(values) as string;
}
