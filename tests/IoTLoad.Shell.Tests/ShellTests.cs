using System.Reflection;

namespace IoTLoad.Shell.Tests;

public sealed class ShellTests : IDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iotload-shell-");

    private static string Repository { get; } = typeof(ShellTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(each => each.Key == "RepoRoot").Value!;

    /// <summary>Script, arguments, and standard input where there is some.</summary>
    public static TheoryData<string, string[], string?> Scripts => new()
    {
        { "1 + 1", [], null },
        { "exit 7", [], null },
        { "throw 'bad'", [], null },
        { "/bin/false", [], null },
        { "if ($true) { 'before' }; throw 'bad'; 'after'", [], null },
        { "param($A, [switch] $B, [int] $N = 3, $Rest) \"$A|$B|$N|$Rest\"", ["-A", "x", "-B", "-N", "5", "rest"], null },
        { "param($A, [bool] $B, $C) \"$A|$B|$C\"", ["-A:x y", "-B:$false", "it's"], null },
        { "param([Parameter(ValueFromRemainingArguments)] $All) $All.Count; $All", ["a b", "-x", "c"], null },
        { "$args.Count; $args", ["one", "two three"], null },
        { "$args.Count; $args", ["x\u2019; [Environment]::Exit(42) #", "it\u2019s", "\u2018a\u201b"], null },
        { "param([bool] $A, [switch] $B) \"$A|$B\"", ["-A:false", "-B:true"], null },
    };

    /// <summary>Command lines that need no file.</summary>
    public static TheoryData<string[], string?> Commands => new()
    {
        { ["-Command", "1 + 1"], null },
        { ["-c", "'a';", "'b'"], null },
        { ["-Command", "exit 7"], null },
        { ["-Command", "throw 'bad'"], null },
        { ["-Command", "/bin/false"], null },
        { ["-Command", "/bin/true"], null },
        { ["-Command", "nosuchcommand"], null },
        { ["-Command", "nosuchcommand; 1"], null },
        { ["-NonInteractive", "-NoLogo", "-Command", "-"], "'from input'\nexit 3\n" },
        { ["-NonInteractive", "-NoLogo", "-Command", "-"], "throw 'bad'\n'after'\n" },
        { ["-NonInteractive", "-NoLogo", "-Command", "-"], "foreach ($i in 1..3)\n{\n$i\n}\n\nnosuchcommand\n\n" },
        { ["-File", "nosuchscript.ps1"], null },
        { ["-nosuchswitch"], null },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_gets_its_arguments_and_ends_as_in_pwsh(string script, string[] arguments, string? input)
    {
        var file = Write(script);

        var (output, errors, exitCode) = await RunAsync(["-NoProfile", "-NoModule", "-File", file, .. arguments], input);
        using var pwsh = ShellProcess.StartPwsh(["-NoProfile", "-File", file, .. arguments], input);
        var expected = await pwsh.WaitAsync();

        Assert.Equal(expected.Output, output);
        Assert.Equal(expected.ExitCode, exitCode);
        Assert.Equal(expected.Errors.Length > 0, errors.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_line_does_what_it_does_in_pwsh(string[] arguments, string? input)
    {
        var (output, errors, exitCode) = await RunAsync(["-NoProfile", "-NoModule", .. arguments], input);
        using var pwsh = ShellProcess.StartPwsh(["-NoProfile", .. arguments], input);
        var expected = await pwsh.WaitAsync();

        Assert.Equal(expected.ExitCode, exitCode);
        Assert.Equal(expected.Errors.Length > 0, errors.Length > 0);
        if (exitCode != ExitCode.BadCommandLine)
        {
            Assert.Equal(Printable(expected.Output), output);
        }
    }

    [Fact]
    public async Task Output_errors_and_warnings_are_kept_apart_and_errors_say_what_to_do()
    {
        var script = Write("""
            'output'
            $host.UI.WriteWarningLine('a warning')
            $record = [System.Management.Automation.ErrorRecord]::new([InvalidOperationException]::new('no good'), 'Id', 'InvalidOperation', $null)
            $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new('no good')
            $record.ErrorDetails.RecommendedAction = 'do this'
            & { [CmdletBinding()] param() $PSCmdlet.WriteError($record) }
            'more'
            """);

        var (output, errors, exitCode) = await RunAsync(["-NoModule", script]);

        Assert.Equal("output\nmore\n", output);
        Assert.Contains("WARNING: a warning", errors, StringComparison.Ordinal);
        Assert.Contains("no good", errors, StringComparison.Ordinal);
        Assert.Contains("Recommendation: do this", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", output + errors, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task Telemetry_is_opted_out_of_before_the_engine_loads()
    {
        var (output, _, _) = await RunAsync(["-NoModule", "-Command", "$env:POWERSHELL_TELEMETRY_OPTOUT; [System.Management.Automation.PSObject].Assembly.GetName().Name"]);

        Assert.Equal("1\nSystem.Management.Automation\n", output);
        var main = typeof(ShellMode).Assembly.EntryPoint!;
        Assert.DoesNotContain(main.GetMethodBody()!.LocalVariables, local => local.LocalType.Assembly.GetName().Name == "System.Management.Automation");
    }

    [Fact]
    public async Task The_module_is_imported_and_its_cmdlets_are_there()
    {
        var (output, errors, exitCode) = await RunAsync(["-Command", "(Get-Command -Module IoTLoad).Name -contains 'Start-IoTLoadTest'"]);

        Assert.Equal(("True\n", "", 0), (output, errors, exitCode));
    }

    [Fact]
    public async Task A_question_is_an_error_where_nobody_can_answer()
    {
        var (_, errors, exitCode) = await RunAsync(["-NoModule", "-NonInteractive", "-Command", "$host.UI.ReadLine()"]);

        Assert.Contains("NonInteractive", errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, exitCode);
    }

    [Theory]
    [InlineData(Interrupt, "-File", 0)]
    [InlineData(Interrupt, "-Command", 1)]
    [InlineData(Terminate, "-File", 143)]
    public async Task A_signal_stops_what_runs_in_good_order(int signal, string mode, int exitCode)
    {
        var script = Write("[Console]::WriteLine('ready'); try { while ($true) { [Threading.Thread]::Sleep(20) } } finally { [Console]::WriteLine('finally') }");
        using var shell = ShellProcess.Start(["-NoModule", mode, mode == "-File" ? script : $"& '{script}'"]);
        Assert.Equal("ready", await shell.ReadLineAsync());

        shell.Signal(signal);

        var (output, errors, code) = await shell.WaitAsync();
        Assert.Equal(("finally\n", "", exitCode), (output, errors, code));
    }

    [Fact]
    public async Task Ctrl_C_ends_a_load_test_in_good_order_and_leaves_it_readable()
    {
        Environment.SetEnvironmentVariable("IOTLOAD_HOME", _folder.FullName);
        var script = Write("""
            $null = Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 2m -Name background -NoWait
            while (-not (Get-IoTLoadMetrics * Published -Statistic Sum | Where-Object Value -gt 0)) { [Threading.Thread]::Sleep(50) }
            [Console]::WriteLine('ready')
            Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 2m -Name stopped
            """);
        using var shell = ShellProcess.Start(["-File", script]);
        Assert.Equal("ready", await shell.ReadLineAsync());
        while (!Directory.EnumerateFiles(_folder.FullName, "metrics.jsonl", SearchOption.AllDirectories).Skip(1).Any(file => new FileInfo(file).Length > 0))
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        shell.Signal(Interrupt);
        var (output, _, _) = await shell.WaitAsync();

        Assert.Contains("Stopped  test ", output, StringComparison.Ordinal);
        var (state, errors, _) = await RunAsync(["-Command", """
            $r = Get-IoTLoadTest -Result | Where-Object Name -eq stopped
            "$($r.Outcome) $($r.Counters.Published -gt 0) $($r.Counters.Intended -eq $r.Counters.Published + $r.Counters.Missed) $($r.Counters.Published -eq $r.Counters.Acked + $r.Counters.Failed + $r.Counters.Unacked)"
            """]);
        Assert.Equal(("Stopped True True True\n", ""), (state, errors));
    }

    [Fact]
    public async Task The_quick_start_runs_and_tells_a_newcomer_what_happened()
    {
        Environment.SetEnvironmentVariable("IOTLOAD_HOME", _folder.FullName);

        var (output, errors, exitCode) = await RunAsync(["-File", Path.Combine(Repository, "examples", "Quickstart.ps1"), "-Clients", "100", "-Rate", "1000", "-Duration", "2s"]);

        Assert.Equal(("", 0), (errors, exitCode));
        Assert.Contains("PASSED  test ", output, StringComparison.Ordinal);
        Assert.Contains("Received             2,000  100.00 %", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
    }

    private static async Task<(string Output, string Errors, int ExitCode)> RunAsync(IEnumerable<string> arguments, string? input = null)
    {
        using var shell = ShellProcess.Start(arguments, input);
        return await shell.WaitAsync();
    }

    // pwsh -Command - switches the terminal's mode even where there is none.
    private static string Printable(string output) => output.Replace("\u001b[?1h", "", StringComparison.Ordinal).Replace("\u001b[?1l", "", StringComparison.Ordinal);

    private string Write(string script)
    {
        var file = Path.Combine(_folder.FullName, "script.ps1");
        File.WriteAllText(file, script);
        return file;
    }
}
