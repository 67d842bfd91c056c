namespace IoTLoad.Aws.Control;

/// <summary>How the two ends of a run's control channel show who they are.</summary>
public enum ControlAuthentication
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By the presigned URL of MQTT over WebSocket, with the AWS credentials of the moment: in a function, its role's.</summary>
    SigV4,

    /// <summary>By a client certificate.</summary>
    Certificate,

    /// <summary>By user name and password.</summary>
    Password,
}
