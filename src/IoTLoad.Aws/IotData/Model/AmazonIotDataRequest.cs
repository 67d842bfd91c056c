using Amazon.Runtime;

namespace Amazon.IotData.Model;

/// <summary>Base of the inputs of AWS IoT Core's data plane: messages over HTTPS.</summary>
public abstract class AmazonIotDataRequest : AmazonWebServiceRequest;
