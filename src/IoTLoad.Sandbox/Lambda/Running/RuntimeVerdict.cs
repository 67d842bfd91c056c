namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>What the Runtime API thinks of what a runtime has said.</summary>
internal enum RuntimeVerdict
{
    /// <summary>Taken.</summary>
    Accepted,

    /// <summary>No event of that request ID is out.</summary>
    UnknownRequest,

    /// <summary>It comes at the wrong time, such as a second answer.</summary>
    WrongState,
}
