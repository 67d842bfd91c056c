namespace IoTLoad.Sandbox.Lambda.Functions;

/// <summary>A function: its name, and its state as it is now.</summary>
internal sealed class LambdaFunction(string name, string arn, FunctionState state)
{
    private volatile FunctionState _state = state;

    /// <summary>Name.</summary>
    public string Name => name;

    /// <summary>ARN without a qualifier.</summary>
    public string Arn => arn;

    /// <summary>State as it is now.</summary>
    public FunctionState State => _state;

    /// <summary>Log group of its lines.</summary>
    public string LogGroup => _state.Settings.Logging.LogGroup ?? $"/aws/lambda/{name}";

    /// <summary>Replaces the state. Only the store calls it, which does one change at a time.</summary>
    public void Replace(FunctionState changed) => _state = changed;
}
