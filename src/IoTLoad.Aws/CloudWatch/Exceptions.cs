using Amazon.Runtime.Internal;

namespace Amazon.CloudWatch.Model;

/// <summary>A parameter is not valid; the message says how.</summary>
public class InvalidParameterValueException(ErrorResponse error) : AmazonCloudWatchException(error);
