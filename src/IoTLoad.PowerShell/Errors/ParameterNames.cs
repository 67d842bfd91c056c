using System.Reflection;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Results;

namespace IoTLoad.PowerShell.Errors;

/// <summary>
/// The parameter by which each field of a plan is given: the engine's texts name fields, and a user of cmdlets knows parameters.
/// </summary>
internal static class ParameterNames
{
    // A field has the name of its parameter, but for these.
    private static readonly Dictionary<string, string> Others = new()
    {
        [nameof(PlanField.Endpoints)] = "-Endpoint",
        [nameof(PlanField.LocalAddresses)] = "-LocalAddress",
        [nameof(PlanField.KeyPassword)] = "-PfxPassword",
        [nameof(PlanField.AlpnProtocols)] = "-AlpnProtocol",
        [nameof(PlanField.UserProperties)] = "-UserProperty",
        [nameof(PlanField.DeviceCount)] = "-Clients",
        [nameof(PlanField.InFlightWindow)] = "-Window",
        [nameof(PlanField.Stages)] = "-Stage",
        [nameof(PlanField.Storms)] = "-Storm",
        [nameof(PlanField.Shards)] = "-Workers",
        [nameof(PlanField.Thresholds)] = "-Threshold",
    };

    private static readonly Dictionary<string, string> OfField = typeof(PlanField).GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(field => (string)field.GetRawConstantValue()!, field => Others.GetValueOrDefault(field.Name, $"-{field.Name}"));

    /// <summary>The parameters, each with the plan field that it gives.</summary>
    public static IReadOnlyDictionary<string, string> All => OfField;

    /// <summary>A text of the engine with parameters in place of plan fields.</summary>
    public static string Render(string text) => PlanField.Render(text, OfField.GetValueOrDefault);

    /// <summary>A result whose failures name parameters.</summary>
    public static LoadResult In(LoadResult result) =>
        result with { Failures = [.. result.Failures.Select(failure => failure with { Example = Render(failure.Example) })] };
}
