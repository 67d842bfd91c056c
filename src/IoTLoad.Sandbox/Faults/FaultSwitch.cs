namespace IoTLoad.Sandbox.Faults;

/// <summary>Holds the faults that are on now; they can be changed while the sandbox runs.</summary>
public sealed class FaultSwitch
{
    private volatile SandboxFaults _current = new();

    /// <summary>The faults that are on.</summary>
    public SandboxFaults Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Draws whether something of a given share happens this time.</summary>
    public static bool Draw(double share) => share > 0 && Random.Shared.NextDouble() < share;
}
