using System.Management.Automation;
using Amazon.Runtime;

namespace Amazon;

/// <summary>Makes credentials of this version's type, as AWS.Tools' New-AWSCredential does.</summary>
[Cmdlet(VerbsCommon.New, "AWSCredential")]
public sealed class NewAwsCredentialCommand : PSCmdlet
{
    /// <summary>Access key ID.</summary>
    [Parameter(Mandatory = true)]
    public string AccessKey { get; set; } = "";

    /// <summary>Secret key.</summary>
    [Parameter(Mandatory = true)]
    public string SecretKey { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(new BasicAWSCredentials(AccessKey, SecretKey));
}
