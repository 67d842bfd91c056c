using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using IoTLoad.Shell.Host;
using Pipeline = System.Management.Automation.PowerShell;

namespace IoTLoad.Shell;

/// <summary>A runspace with the module imported, and what the command line asks of it.</summary>
internal sealed class ShellSession : IDisposable
{
    private readonly CommandLine _line;
    private readonly ShellHost _host;
    private readonly Runspace _runspace;
    private readonly Interruption _interruption;
    private volatile Pipeline? _running;
    private bool _moduleFailed;

    public ShellSession(CommandLine line)
    {
        _line = line;
        _host = new ShellHost(line.NonInteractive);
        var state = InitialSessionState.CreateDefault2();
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
        _interruption = new Interruption(Stop);
    }

    /// <summary>Does what the command line asks, and returns the exit code.</summary>
    public int Run()
    {
        if (!_line.NoModule && !ImportModule())
        {
            return ExitCode.Failed;
        }

        var code = _line.Mode switch
        {
            ShellMode.File => RunFile(),
            ShellMode.Command when _line.Command is { } command => RunCommand(command),
            ShellMode.Command => RunStatements(prompt: false),
            _ => RunStatements(prompt: !Console.IsInputRedirected),
        };
        return _host.ExitRequested ?? (_interruption.Terminated ? ExitCode.Terminated : code);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _interruption.Dispose();
        _runspace.Dispose();
        _host.Dispose();
    }

    private bool ImportModule()
    {
        var module = ModuleLocation.Find();
        if (module is null)
        {
            Console.Error.WriteLine(
                $"The IoTLoad module is not there. Build it with: dotnet build LoadTest.sln. Or name its folder in {ModuleLocation.Variable}, or use -NoModule.");
            return false;
        }

        using var pipeline = Create();
        pipeline.AddCommand("Import-Module").AddParameter("Name", module).AddParameter("ErrorAction", "Stop");
        Execute(pipeline, failed => _moduleFailed = failed);
        return !_moduleFailed && pipeline.InvocationStateInfo.State == PSInvocationState.Completed;
    }

    private int RunFile()
    {
        using var pipeline = Create();
        _host.Status.LastSucceeded = true;
        pipeline.AddScript(NotingStatus($"& {ScriptArguments.Quoted(_line.Script)} {ScriptArguments.Text(_line.Arguments)}"), useLocalScope: false);
        var failed = false;
        Execute(pipeline, value => failed = value);
        if (failed)
        {
            return ExitCode.Failed;
        }

        // `exit 3` ends the script and not the host; it leaves its code where a program leaves its own, and counts as a failure.
        return !_host.Status.LastSucceeded && _runspace.SessionStateProxy.GetVariable("LASTEXITCODE") is int code ? code : 0;
    }

    private int RunCommand(string text)
    {
        using var pipeline = Create();
        _host.Status.LastSucceeded = true;
        pipeline.AddScript(NotingStatus(text), useLocalScope: false);
        var failed = false;
        Execute(pipeline, value => failed = value);
        return failed || !_host.Status.LastSucceeded ? ExitCode.Failed : 0;
    }

    /// <summary>Runs what comes, one statement after the other: one that fails does not keep the next from running.</summary>
    private int RunStatements(bool prompt)
    {
        if (prompt && !_line.NoLogo)
        {
            _host.UI.WriteLine("IoTLoad.Shell. Get-Help about_IoTLoad tells about the module; exit leaves.");
        }

        var code = 0;
        while (_host.ExitRequested is null && !_interruption.Terminated && ReadStatement(prompt) is { } statement)
        {
            if (!string.IsNullOrWhiteSpace(statement))
            {
                _interruption.Reset();
                code = RunCommand(statement);
            }
        }

        return prompt ? 0 : code;
    }

    /// <summary>Reads lines until they are a whole statement; null at the end of input.</summary>
    private static string? ReadStatement(bool prompt)
    {
        var text = "";
        while (true)
        {
            if (prompt)
            {
                Console.Write(text.Length == 0 ? "PS> " : ">> ");
            }

            if (Console.In.ReadLine() is not { } line)
            {
                return text.Length > 0 && !prompt ? text : null;
            }

            text += (text.Length == 0 ? "" : "\n") + line;
            Parser.ParseInput(text, out _, out var errors);
            if (line.Length == 0 || !errors.Any(error => error.IncompleteInput))
            {
                return text;
            }
        }
    }

    /// <summary>Asks what runs to stop; false where nothing runs.</summary>
    private bool Stop()
    {
        var running = _running;
        running?.BeginStop(null, null);
        return running is not null;
    }

    private Pipeline Create()
    {
        var pipeline = Pipeline.Create();
        pipeline.Runspace = _runspace;
        return pipeline;
    }

    /// <summary>Runs a pipeline to its end, with output and errors shown as they come.</summary>
    private void Execute(Pipeline pipeline, Action<bool> setFailed)
    {
        pipeline.Commands.Commands[^1].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.AddCommand("Out-Default");
        _running = pipeline;
        try
        {
            pipeline.Invoke();
            setFailed(IsFailure(pipeline.InvocationStateInfo.State));
        }
        catch (PipelineStoppedException)
        {
            setFailed(IsFailure(PSInvocationState.Stopped));
        }
        catch (RuntimeException exception)
        {
            setFailed(true);
            Show(exception.ErrorRecord);
        }
        finally
        {
            _running = null;
        }
    }

    /// <summary>After Ctrl-C, pwsh's -File ends with 0, and its -Command with 1.</summary>
    private bool IsFailure(PSInvocationState state) => state == PSInvocationState.Stopped && _line.Mode == ShellMode.Command;

    private void Show(ErrorRecord error)
    {
        // Out-Default shows as an error what has come through the error stream.
        using var pipeline = Create();
        pipeline.AddScript("[CmdletBinding()] param($Record) $PSCmdlet.WriteError($Record)").AddParameter("Record", error);
        pipeline.Commands.Commands[^1].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.AddCommand("Out-Default");
        pipeline.Invoke();
    }

    /// <summary>
    /// The text with a last statement that notes <c>$?</c>, which nobody can ask for once the pipeline is over. Left alone where
    /// it cannot be added: a text in begin, process and end blocks, or one that does not parse.
    /// </summary>
    private static string NotingStatus(string text)
    {
        var tree = Parser.ParseInput(text, out _, out var errors);
        var isPlain = errors.Length == 0 && tree is { BeginBlock: null, ProcessBlock: null, DynamicParamBlock: null, CleanBlock: null, EndBlock.Unnamed: true };
        return isPlain ? text + "\n$Host.PrivateData.LastSucceeded = $?" : text;
    }
}
