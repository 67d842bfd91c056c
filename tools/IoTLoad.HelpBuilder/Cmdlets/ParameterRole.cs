namespace IoTLoad.HelpBuilder.Cmdlets;

/// <summary>The part that a parameter has in a parameter set.</summary>
/// <param name="Position">Its place, from 0; null where it has to be named.</param>
/// <param name="IsMandatory">Whether it has to be given.</param>
/// <param name="FromPipeline">Whether an object from the pipeline is its value.</param>
/// <param name="FromPipelineProperty">Whether a property of such an object is.</param>
internal sealed record ParameterRole(int? Position = null, bool IsMandatory = false, bool FromPipeline = false,
    bool FromPipelineProperty = false)
{
    /// <summary>The way from the pipeline as Get-Help shows it.</summary>
    public string Pipeline => (FromPipeline, FromPipelineProperty) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
