namespace IoTLoad.Engine.Plan;

/// <summary>What is in a message.</summary>
public sealed record PayloadPlan
{
    /// <summary>What the payload is made from.</summary>
    public PayloadKind Kind { get; init; } = PayloadKind.Reference;

    /// <summary>Bytes of a <see cref="PayloadKind.Fixed"/> payload.</summary>
    public int Size { get; init; }

    /// <summary>Text of a <see cref="PayloadKind.Template"/>, with placeholders.</summary>
    public string? Template { get; init; }

    /// <summary>File that <see cref="Template"/> was read from, for error messages.</summary>
    public string? TemplateFile { get; init; }

    /// <summary>CSV file with a header line; device <c>i</c> takes row <c>i mod rows</c> for its <c>{{csv column}}</c> placeholders.</summary>
    public string? CsvFile { get; init; }

    /// <summary>Where messages carry their tracking token.</summary>
    public TrackingMode Tracking { get; init; } = TrackingMode.Payload;
}
