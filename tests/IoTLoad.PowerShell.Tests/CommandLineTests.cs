using System.Globalization;
using System.Text.RegularExpressions;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>What a job or a person at a terminal gets from pwsh: exit codes, output apart from errors, Ctrl-C.</summary>
[Collection(nameof(InPwsh))]
public sealed partial class CommandLineTests : IDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private static readonly string Import = $"Import-Module '{TestEnvironment.Module}'\n";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iotload-command-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_quick_start_runs_and_tells_a_newcomer_what_happened()
    {
        var quickstart = Path.Combine(TestEnvironment.Repository, "examples", "Quickstart.ps1");
        using var pwsh = Pwsh.StartFile(quickstart, ["-Clients", "100", "-Rate", "1000", "-Duration", "2s"], InPwsh.Store);

        var (output, errors, exitCode) = await pwsh.WaitAsync();

        Assert.Equal(("", 0), (errors, exitCode));
        Assert.Contains("PASSED  test ", output, StringComparison.Ordinal);
        Assert.Contains("Received             2,000  100.00 %", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
    }

    [Fact]
    public async Task An_error_goes_to_the_error_stream_and_says_what_to_write_instead()
    {
        using var pwsh = Pwsh.StartFile(Write("Start-IoTLoadTest -Rate 0; 'the script goes on'"), []);

        var (output, errors, exitCode) = await pwsh.WaitAsync();

        Assert.Equal(("the script goes on\n", 0), (output, exitCode));
        Assert.Contains("Recommendation", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_load_test_in_good_order_and_leaves_it_readable()
    {
        using var pwsh = Pwsh.StartFile(Write("""
            $null = Start-IoTLoadTest -Clients 5 -Rate 50 -Duration 2m -Name background -NoWait
            while (-not (Get-IoTLoadMetrics * Published -Statistic Sum | Where-Object Value -gt 0)) { Start-Sleep -Milliseconds 50 }
            [Console]::WriteLine($PID)
            Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 2m -Name stopped
            """), []);
        var processId = await ReadProcessId(pwsh);
        await PublishingAsync(2);

        Pwsh.Signal(processId, Interrupt);
        var (output, _, _) = await pwsh.WaitAsync();

        Assert.Contains("Stopped  test ", output, StringComparison.Ordinal);
        Assert.Equal("Stopped True True True\n", await StoredAsync("stopped"));
    }

    [Fact]
    public async Task A_test_whose_process_is_terminated_stays_readable_and_has_not_passed()
    {
        using var pwsh = Pwsh.StartFile(
            Write("[Console]::WriteLine($PID); Start-IoTLoadTest -Clients 10 -Rate 100 -Duration 2m -Name terminated"), []);
        var processId = await ReadProcessId(pwsh);
        await PublishingAsync(1);

        Pwsh.Signal(processId, Terminate);
        var (_, _, exitCode) = await pwsh.WaitAsync();

        Assert.NotEqual(0, exitCode);
        Assert.Matches("\\A(Interrupted|Stopped) True True True\n\\z", await StoredAsync("terminated"));
    }

    [Fact]
    public async Task A_question_that_nobody_can_answer_is_an_error_and_removes_nothing()
    {
        using var pwsh = Pwsh.StartFile(Write("""
            $id = (Start-IoTLoadTest -Clients 1 -Rate 10 -Duration 1s).Id
            Remove-IoTLoadTest $id -Confirm
            (Get-IoTLoadTest $id).Id -eq $id
            """), []);

        var (output, errors, _) = await pwsh.WaitAsync();

        Assert.Equal("True\n", output);
        Assert.Contains("NonInteractive", errors, StringComparison.Ordinal);
    }

    private static async Task<int> ReadProcessId(Pwsh pwsh) => int.Parse((await pwsh.ReadLineAsync())!, CultureInfo.InvariantCulture);

    /// <summary>Waits until the store has a second of each of so many tests in which it published.</summary>
    private async Task PublishingAsync(int tests)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1.5));
        while (Directory.EnumerateFiles(_folder.FullName, "metrics.jsonl", SearchOption.AllDirectories)
            .Count(file => Published().IsMatch(File.ReadAllText(file))) < tests)
        {
            await Task.Delay(100, limit.Token);
        }
    }

    [GeneratedRegex("\"published\":[1-9]")]
    private static partial Regex Published();

    private Task<string> StoredAsync(string name) => Pwsh.RunAsync($$"""
        {{Import}}
        $env:IOTLOAD_HOME = '{{_folder.FullName}}'
        $r = Get-IoTLoadTest -Result | Where-Object Name -eq {{name}}
        $c = $r.Counters
        "$($r.Outcome) $($c.Published -gt 0) $($c.Intended -eq $c.Published + $c.Missed) $($c.Published -eq $c.Acked + $c.Failed + $c.Unacked)"
        """);

    private string Write(string script)
    {
        var file = Path.Combine(_folder.FullName, "script.ps1");
        File.WriteAllText(file, $"{Import}$env:IOTLOAD_HOME = '{_folder.FullName}'\n{script}");
        return file;
    }
}
