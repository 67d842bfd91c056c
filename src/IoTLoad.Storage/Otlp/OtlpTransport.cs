namespace IoTLoad.Storage.Otlp;

/// <summary>How OTLP travels.</summary>
public enum OtlpTransport
{
    /// <summary>Protocol buffers in HTTP POST requests; usually port 4318.</summary>
    Http,

    /// <summary>gRPC; usually port 4317.</summary>
    Grpc,
}
