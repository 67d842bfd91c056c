namespace IoTLoad.Aws.Fanout;

/// <summary>How shards are started.</summary>
public enum FanoutTrigger
{
    /// <summary>By an asynchronous invocation each.</summary>
    Invoke,

    /// <summary>By trigger messages, each of which starts as many functions as there are trigger rules.</summary>
    Rule,
}
