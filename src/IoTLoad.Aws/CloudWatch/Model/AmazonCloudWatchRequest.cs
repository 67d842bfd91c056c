using Amazon.Runtime;

namespace Amazon.CloudWatch.Model;

/// <summary>Base of the inputs of Amazon CloudWatch.</summary>
public abstract class AmazonCloudWatchRequest : AmazonWebServiceRequest;
