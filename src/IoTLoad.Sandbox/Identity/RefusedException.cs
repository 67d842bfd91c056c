namespace IoTLoad.Sandbox.Identity;

/// <summary>A request that AWS would refuse: its error code, message and status, whatever the wire protocol makes of them.</summary>
internal sealed class RefusedException : Exception
{
    /// <param name="code">AWS's error code, such as <c>InvalidSignatureException</c>.</param>
    public RefusedException(int status, string code, string message)
        : base(message)
    {
        Status = status;
        Code = code;
    }

    public int Status { get; }

    /// <summary>AWS's error code.</summary>
    public string Code { get; }

    /// <summary>What else the error says, such as <c>resourceArn</c>.</summary>
    public IReadOnlyDictionary<string, string> Members { get; init; } = new Dictionary<string, string>();
}
