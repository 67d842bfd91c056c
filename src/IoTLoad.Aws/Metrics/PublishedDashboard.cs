namespace IoTLoad.Aws.Metrics;

/// <summary>A dashboard in CloudWatch.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Region">AWS region.</param>
/// <param name="Url">Where people see it.</param>
public sealed record PublishedDashboard(string Name, string Region, string Url)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
