namespace IoTLoad.Sandbox.Wire;

/// <summary>The input of a call is not what the operation takes; each service has its own code for that.</summary>
/// <param name="message">What is wrong.</param>
internal sealed class InvalidInputException(string message) : Exception(message);
