using Amazon.Runtime.Internal;

namespace Amazon.IotData.Model;

/// <summary>What the request names does not exist.</summary>
public class ResourceNotFoundException(ErrorResponse error) : AmazonIotDataException(error);

/// <summary>The rate is above the limit.</summary>
public class ThrottlingException(ErrorResponse error) : AmazonIotDataException(error);
