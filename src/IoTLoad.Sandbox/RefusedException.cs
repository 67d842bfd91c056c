using System.Diagnostics.CodeAnalysis;

namespace IoTLoad.Sandbox;

/// <summary>A request that AWS would refuse: its error code, message and status, whatever the wire protocol makes of them.</summary>
/// <param name="code">AWS's error code, such as <c>InvalidSignatureException</c>.</param>
internal sealed class RefusedException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    /// <summary>AWS's error code.</summary>
    public string Code => code;

    /// <summary>What else the error says, such as <c>resourceArn</c>.</summary>
    public IReadOnlyDictionary<string, string> Members { get; init; } = new Dictionary<string, string>();

    /// <summary>Refuses a request of which something wrong is so.</summary>
    public static void ThrowIf([DoesNotReturnIf(true)] bool isSo, int status, string code, string message)
    {
        if (isSo)
        {
            throw new RefusedException(status, code, message);
        }
    }

    /// <summary>Refuses a request of which something wrong is so.</summary>
    public static void ThrowIf([DoesNotReturnIf(true)] bool isSo, Func<RefusedException> refusal)
    {
        if (isSo)
        {
            throw refusal();
        }
    }
}

/// <summary>The input of a call is not what the operation takes; each service has its own code for that.</summary>
internal sealed class InvalidInputException(string message) : Exception(message)
{
    /// <summary>Refuses input of which something wrong is so.</summary>
    public static void ThrowIf([DoesNotReturnIf(true)] bool isSo, string message)
    {
        if (isSo)
        {
            throw new InvalidInputException(message);
        }
    }
}
