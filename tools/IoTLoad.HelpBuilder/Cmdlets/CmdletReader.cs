using System.Management.Automation;
using System.Reflection;

namespace IoTLoad.HelpBuilder.Cmdlets;

/// <summary>Reads what a cmdlet's type says of it.</summary>
internal static class CmdletReader
{
    public static CmdletFacts Read(Type type)
    {
        var metadata = new CommandMetadata(type);
        var fresh = Activator.CreateInstance(type)!;
        var parameters = metadata.Parameters.Values
            .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name)
                && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name))
            .Select(parameter => Read(parameter, type, fresh))
            .ToList();
        return new CmdletFacts(metadata.Name, metadata.SupportsShouldProcess, SetsOf(metadata, parameters), parameters, OutputsOf(type));
    }

    private static List<string> SetsOf(CommandMetadata metadata, List<ParameterFacts> parameters)
    {
        var names = parameters.SelectMany(parameter => parameter.Roles.Keys)
            .Where(name => name != ParameterAttribute.AllParameterSets)
            .Distinct()
            .OrderBy(name => name != metadata.DefaultParameterSetName)
            .ToList();
        return names.Count > 0 ? names : [ParameterAttribute.AllParameterSets];
    }

    private static List<string> OutputsOf(Type type) =>
        [.. type.GetCustomAttributes<OutputTypeAttribute>().SelectMany(attribute => attribute.Type).Select(output => output.Name)
            .Distinct()];

    private static ParameterFacts Read(ParameterMetadata parameter, Type cmdlet, object fresh)
    {
        var property = cmdlet.GetProperty(parameter.Name)
            ?? throw new InvalidOperationException($"Parameter {parameter.Name} of {cmdlet.Name} is not a public property.");
        var roles = parameter.ParameterSets.ToDictionary(set => set.Key, set => RoleOf(set.Value));
        return new ParameterFacts(parameter.Name)
        {
            Type = TypeText.Short(parameter.ParameterType),
            FullType = TypeText.Full(parameter.ParameterType),
            IsSwitch = parameter.SwitchParameter,
            AcceptsWildcards = parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any(),
            Aliases = [.. parameter.Aliases],
            Values = ValuesOf(parameter),
            Default = roles.Values.All(role => role.IsMandatory) ? null : DefaultText.Of(property, fresh),
            Roles = roles,
        };
    }

    private static ParameterRole RoleOf(ParameterSetMetadata set) => new(
        set.Position == int.MinValue ? null : set.Position,
        set.IsMandatory,
        set.ValueFromPipeline,
        set.ValueFromPipelineByPropertyName);

    private static string[] ValuesOf(ParameterMetadata parameter)
    {
        var type = TypeText.Element(parameter.ParameterType);
        return parameter.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault() is { } set
            ? [.. set.ValidValues]
            : type.IsEnum ? Enum.GetNames(type) : [];
    }
}
