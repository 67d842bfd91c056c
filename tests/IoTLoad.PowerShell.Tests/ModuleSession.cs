using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Shell = System.Management.Automation.PowerShell;

namespace IoTLoad.PowerShell.Tests;

/// <summary>A PowerShell session in this process that has imported the assembled module.</summary>
internal sealed class ModuleSession : IDisposable
{
    private readonly Runspace _runspace;
    private volatile Shell? _running;

    public ModuleSession()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(TestEnvironment.Module);
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    /// <summary>What the last script wrote to the error stream, and what ended it.</summary>
    public IReadOnlyList<ErrorRecord> Errors { get; private set; } = [];

    /// <summary>The only error of the last script.</summary>
    public ErrorRecord Error => Assert.Single(Errors);

    /// <summary>Progress records of the last script.</summary>
    public IReadOnlyList<ProgressRecord> Progress { get; private set; } = [];

    /// <summary>Warnings of the last script.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Runs a script and returns its output; errors, terminating ones too, are in <see cref="Errors"/>.</summary>
    public IReadOnlyList<PSObject> Run(string script, params (string Name, object? Value)[] variables)
    {
        foreach (var (name, value) in variables)
        {
            _runspace.SessionStateProxy.SetVariable(name, value);
        }

        using var shell = Shell.Create(_runspace);
        _running = shell;
        shell.AddScript(script);
        var output = new PSDataCollection<PSObject>();
        var errors = new List<ErrorRecord>();
        try
        {
            shell.EndInvoke(shell.BeginInvoke<PSObject, PSObject>(null, output));
        }
        catch (RuntimeException exception)
        {
            errors.Add(exception.ErrorRecord);
        }

        errors.InsertRange(0, shell.Streams.Error);
        Errors = errors;
        Progress = [.. shell.Streams.Progress];
        Warnings = [.. shell.Streams.Warning.Select(warning => warning.Message)];
        return [.. output];
    }

    /// <summary>Runs a script that must not write an error, and returns its only object.</summary>
    public PSObject One(string script, params (string Name, object? Value)[] variables)
    {
        var output = Run(script, variables);
        Assert.Empty(Errors.Select(error => error.ToString()));
        return Assert.Single(output);
    }

    /// <summary>Asks the script that is running to stop, as Ctrl-C does.</summary>
    public void Stop() => _running?.BeginStop(null, null);

    public void Dispose() => _runspace.Dispose();
}

/// <summary>Shorthand for what tests read from results.</summary>
internal static class ResultReading
{
    /// <summary>A property, by a path such as <c>Counters.Acked</c>.</summary>
    public static object? Get(this PSObject result, string path)
    {
        var value = path.Split('.').Aggregate((object?)result, (at, name) => Member(PSObject.AsPSObject(at), name));
        return value is PSObject wrapped ? wrapped.BaseObject : value;
    }

    // A job's output has been through no pipeline, so outside one it does not know the hidden members of the module's types file.
    private static object? Member(PSObject at, string name) =>
        (at.Properties[name] ?? PSObject.AsPSObject(at.Methods["Detail"].Invoke()).Properties[name]).Value;

    /// <summary>A number, by its path.</summary>
    public static long Count(this PSObject result, string path) =>
        Convert.ToInt64(result.Get(path), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Text, by its path.</summary>
    public static string Text(this PSObject result, string path) => result.Get(path)?.ToString() ?? "";

    /// <summary>Asserts the sums that hold at the end of every test.</summary>
    public static void AssertSumsHold(this PSObject result)
    {
        Assert.Equal(result.Count("Counters.Intended"), result.Count("Counters.Published") + result.Count("Counters.Missed"));
        Assert.Equal(result.Count("Counters.Published"), result.Count("Counters.Acked") + result.Count("Counters.Failed")
            + result.Count("Counters.Unacked"));
        Assert.Equal(result.Count("Counters.Expected"), result.Count("Counters.Received") - result.Count("Counters.Surplus")
            + result.Count("Counters.Lost"));
        Assert.Equal(result.Count("Counters.ConnectAttempts"), result.Count("Counters.Connected") + result.Count("Counters.ConnectFailed"));
    }
}
