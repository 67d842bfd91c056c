namespace IoTLoad.Sandbox.Lambda;

/// <summary>What a function has to know to reach the sandbox with unchanged code.</summary>
/// <param name="ServiceUrl">Endpoint of AWS's services.</param>
/// <param name="CaBundle">File with the certificates that clients are to trust, PEM.</param>
public sealed record LambdaEndpoints(Uri ServiceUrl, string CaBundle);
