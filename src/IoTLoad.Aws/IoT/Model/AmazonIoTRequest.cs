using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>Base of the inputs of AWS IoT Core's control plane.</summary>
public abstract class AmazonIoTRequest : AmazonWebServiceRequest;
