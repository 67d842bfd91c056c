namespace IoTLoad.HelpBuilder.Sample;

/// <summary>An enumeration for a parameter.</summary>
public enum Strength
{
    Weak,
    Medium,
    Strong,
}
