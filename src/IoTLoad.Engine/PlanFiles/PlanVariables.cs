using System.Text;

namespace IoTLoad.Engine.PlanFiles;

/// <summary>
/// Puts values in place of <c>${name}</c> and <c>${env:NAME}</c>. A variable has the value that was given for it, or else its default
/// in the plan file; <c>$${</c> stands for <c>${</c>. Placeholders of payloads and topics, <c>{{…}}</c>, are another thing: they differ
/// by message.
/// </summary>
internal sealed class PlanVariables
{
    private const string OfEnvironment = "env:";
    private readonly Dictionary<string, PlanScalar> _defaults = new(StringComparer.OrdinalIgnoreCase);
    private readonly IReadOnlyDictionary<string, string> _given;
    private readonly HashSet<string> _open = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the defaults from a plan file's <c>variables</c>.</summary>
    /// <param name="declared">The <c>variables</c>; null if there are none.</param>
    /// <param name="given">Values by name, whatever the case.</param>
    /// <param name="file">The plan file.</param>
    /// <exception cref="LoadException">InvalidPlanValue, UnknownVariable.</exception>
    public PlanVariables(PlanNode? declared, IReadOnlyDictionary<string, string> given, string file)
    {
        _given = new Dictionary<string, string>(given, StringComparer.OrdinalIgnoreCase);
        if (declared is not null and not PlanMap and not PlanScalar { IsNull: true })
        {
            throw declared.At.Error(
                "InvalidPlanValue", "expected variables with their defaults.", "Write for example \"variables: { rate: 1000 }\".");
        }

        foreach (var (key, value) in (declared as PlanMap)?.Fields ?? [])
        {
            _defaults[key.Value] = value as PlanScalar ?? throw value.At.Error(
                "InvalidPlanValue", $"the default of the variable '{key.Value}' is not a single value.", "Write a text or a number.");
        }

        if (_given.Keys.FirstOrDefault(name => !_defaults.ContainsKey(name)) is { } unknown)
        {
            throw new PlanMark(file, 1, 1).Error(
                "UnknownVariable", $"the plan has no variable '{unknown}'.", Advice(unknown, "declare it under \"variables:\""));
        }
    }

    /// <summary>The text of a value, with variables replaced.</summary>
    /// <exception cref="LoadException">UnknownVariable, VariableNeeded.</exception>
    public string Expand(PlanScalar scalar)
    {
        var text = scalar.Value;
        if (!text.Contains("${", StringComparison.Ordinal))
        {
            return text;
        }

        var expanded = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            if (rest.StartsWith("$${"))
            {
                expanded.Append("${");
                at += 3;
            }
            else if (rest.StartsWith("${"))
            {
                var end = rest.IndexOf('}');
                if (end < 0)
                {
                    throw scalar.At.Error(
                        "UnknownVariable", "a \"${\" is not closed.", "Write ${name}, or $${ for the characters themselves.");
                }

                expanded.Append(ValueOf(rest[2..end].Trim().ToString(), scalar));
                at += end + 1;
            }
            else
            {
                expanded.Append(text[at++]);
            }
        }

        return expanded.ToString();
    }

    private string ValueOf(string name, PlanScalar use)
    {
        if (name.StartsWith(OfEnvironment, StringComparison.OrdinalIgnoreCase))
        {
            var variable = name[OfEnvironment.Length..];
            return (variable.Length == 0 ? null : Environment.GetEnvironmentVariable(variable)) ?? throw use.At.Error(
                "VariableNeeded", $"the environment variable '{variable}' is not set.", $"Set {variable}, or write a value in its place.");
        }

        if (_given.TryGetValue(name, out var given))
        {
            return given;
        }

        if (!_defaults.TryGetValue(name, out var value))
        {
            throw use.At.Error("UnknownVariable", $"there is no variable '{name}'.", Advice(name, "declare it under \"variables:\""));
        }

        if (value.IsNull)
        {
            throw value.At.Error(
                "VariableNeeded", $"the variable '{name}' has no value.",
                $"Give one (-Variable @{{ {name} = … }}), or write a default here.");
        }

        if (!_open.Add(name))
        {
            throw value.At.Error("UnknownVariable", $"the variable '{name}' is made from itself.", "Write a value that does not use it.");
        }

        var expanded = Expand(value);
        _open.Remove(name);
        return expanded;
    }

    private string Advice(string name, string otherwise) => _defaults.Count == 0
        ? $"Leave it out, or {otherwise}."
        : $"Did you mean '{NearestWord.Of(name, _defaults.Keys)}'? If not, {otherwise}.";
}
