namespace IoTLoad.Sandbox.Lambda.Functions;

/// <summary>Retries and age of asynchronous invocations, where they are configured.</summary>
/// <param name="MaximumRetryAttempts">Retries where the function fails; null is AWS's default.</param>
/// <param name="MaximumEventAgeInSeconds">How long an event may wait; null is AWS's default.</param>
/// <param name="LastModified">When it was changed.</param>
internal sealed record EventInvokeSettings(int? MaximumRetryAttempts, int? MaximumEventAgeInSeconds, DateTimeOffset LastModified)
{
    /// <summary>AWS's default of retries.</summary>
    public const int DefaultRetryAttempts = 2;

    /// <summary>AWS's default of an event's age, 6 h.</summary>
    public const int DefaultEventAge = 21600;
}
