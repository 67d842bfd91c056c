using Amazon.Runtime;

namespace Amazon.Lambda.Model;

/// <summary>Base of the inputs of AWS Lambda.</summary>
public abstract class AmazonLambdaRequest : AmazonWebServiceRequest;
