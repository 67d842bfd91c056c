using System.Collections;
using System.Globalization;
using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.PlanFiles;
using IoTLoad.PowerShell.Errors;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>A plan, wherever it comes from: a file, an object, or a test.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="File">The file that it was read from; null if it is an object's.</param>
internal sealed record PlanSource(LoadPlan Plan, PlanFile? File = null)
{
    /// <summary>Takes a plan from what was given as one.</summary>
    /// <param name="given">A plan, a test, a result, a job, or the path of a plan file.</param>
    /// <param name="variables">Values of the file's variables; null if none were given.</param>
    /// <param name="store">Where a job's test is.</param>
    /// <param name="pathOf">A path as PowerShell means it.</param>
    /// <exception cref="LoadException">NotAPlan, VariablesNeedFile; those of <see cref="PlanFile.Read"/>.</exception>
    public static PlanSource Of(object given, IDictionary? variables, RunStore store, Func<string?, string?> pathOf)
    {
        var wrapped = PSObject.AsPSObject(given);
        var path = wrapped.BaseObject switch
        {
            string text => text,
            FileInfo file => file.FullName,
            _ => null,
        };
        if (path is not null)
        {
            var file = PlanFile.Read(pathOf(path)!, Texts(variables));
            return new PlanSource(file.Plan, file);
        }

        if (variables is { Count: > 0 })
        {
            throw LoadException.InvalidInput(
                "VariablesNeedFile", "-Variable has no effect on a plan that is an object: its variables are replaced.",
                "Give -Plan the path of the plan file, or leave out -Variable.", given);
        }

        return new PlanSource(PipedTests.PlanOf(wrapped, store) ?? throw LoadException.InvalidInput(
            "NotAPlan", $"{wrapped.TypeNames.FirstOrDefault()} holds no plan.",
            "Give the path of a plan file, a plan, or a test of Get-IoTLoadTest.", given));
    }

    public static Dictionary<string, string> Texts(IDictionary? variables) =>
        (variables ?? new Hashtable()).Cast<DictionaryEntry>().ToDictionary(
            entry => $"{entry.Key}",
            entry => entry.Value is PSObject { BaseObject: var value } ? Text(value) : Text(entry.Value),
            StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs a step; an error in a field of the plan file gets the field's place.</summary>
    /// <param name="step">The step.</param>
    /// <param name="isGiven">Whether a parameter, by name, stands over the file; null if none does.</param>
    public T Located<T>(Func<T> step, Func<string, bool>? isGiven = null)
    {
        try
        {
            return step();
        }
        catch (LoadException exception) when (File is not null && !IsOfParameter(exception, isGiven))
        {
            var located = File.Locate(exception);
            if (located == exception)
            {
                throw;
            }

            throw located;
        }
    }

    private static bool IsOfParameter(LoadException exception, Func<string, bool>? isGiven) => isGiven is not null
        && ParameterNames.All.Any(field => exception.Message.Contains(field.Key, StringComparison.Ordinal) && isGiven(field.Value[1..]));

    private static string Text(object? value) => value is bool flag ? (flag ? "true" : "false")
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
