using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using IoTLoad.Peers;
using IoTLoad.Sandbox.Hosting;

namespace IoTLoad.Sandbox.Tests.Hosting;

/// <summary>The executable: how it starts, what it says, and that it goes without a trace.</summary>
public sealed class ProgramTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly PrivateFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("SIGTERM")]
    [InlineData("SIGINT")]
    [InlineData("admin")]
    [InlineData("input")]
    public async Task It_ends_when_it_is_told_to_and_leaves_nothing(string how)
    {
        await using var sandbox = await SandboxProgram.StartAsync(_folder["state"]);
        using var authority = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(sandbox.Endpoints.CaFile, Stop));
        Assert.True(await AnswersAsync(sandbox.Endpoints) && await IsCertifiedAsync(sandbox.Endpoints.DevicePort, authority));
        switch (how)
        {
            case "admin":
                using (var http = Admin(sandbox.Endpoints))
                {
                    using var answer = await http.PostAsync(new Uri("stop", UriKind.Relative), null, Stop);
                    Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
                }

                break;
            case "input":
                sandbox.Process.StandardInput.Close();
                break;
            default:
                Signal(sandbox.Process, how);
                break;
        }

        await EndAsync(sandbox.Process);
        Assert.Equal(0, sandbox.Process.ExitCode);
        Assert.Equal("", await sandbox.Process.StandardError.ReadToEndAsync(Stop));

        // Somebody else may have the ports by now.
        Assert.False(await AnswersAsync(sandbox.Endpoints) || await IsCertifiedAsync(sandbox.Endpoints.DevicePort, authority));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["state"]));
    }

    [Fact]
    public async Task It_ends_with_its_parent()
    {
        using var parent = Process.Start("sleep", "60");
        await using var sandbox =
            await SandboxProgram.StartAsync(_folder["state"], "--parent-pid", parent.Id.ToString(CultureInfo.InvariantCulture));
        parent.Kill();
        await EndAsync(sandbox.Process);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["state"]));
    }

    [Fact]
    public async Task The_next_sandbox_deletes_what_a_killed_one_left()
    {
        await using var killed = await SandboxProgram.StartAsync(_folder["state"]);
        await using var other = await SandboxProgram.StartAsync(_folder["state"]);
        killed.Process.Kill();
        await EndAsync(killed.Process);
        Assert.True(File.Exists(killed.Endpoints.KeyFile));
        await using var next = await SandboxProgram.StartAsync(_folder["state"]);
        Assert.False(Directory.Exists(killed.Folder));
        Assert.True(Directory.Exists(other.Folder) && Directory.Exists(next.Folder));
    }

    [Fact]
    public async Task Its_files_are_for_its_user_s_eyes_only()
    {
        if (OperatingSystem.IsWindows())
        {
            // There the folder is in the user's profile, and files have no modes.
            return;
        }

        await using var sandbox = await SandboxProgram.StartAsync(_folder["state"]);
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(sandbox.Folder) & Others);
        foreach (var file in (string[])[sandbox.Endpoints.CaFile, sandbox.Endpoints.CertificateFile, sandbox.Endpoints.KeyFile])
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & Others);
        }
    }

    // Reads Linux's tables of sockets.
    [Fact]
    public async Task Nothing_listens_beyond_loopback()
    {
        await using var sandbox = await SandboxProgram.StartAsync(_folder["state"]);
        var sockets = Directory.EnumerateFiles($"/proc/{sandbox.Process.Id}/fd")
            .Select(file => new FileInfo(file).LinkTarget)
            .Where(target => target?.StartsWith("socket:[", StringComparison.Ordinal) == true)
            .Select(target => target![8..^1])
            .ToHashSet();
        var listening = ((string[])["tcp", "tcp6"]).SelectMany(kind => File.ReadLines($"/proc/{sandbox.Process.Id}/net/{kind}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == "0A" && sockets.Contains(fields[9]))
            .Select(fields => fields[1].Split(':'))
            .ToList();
        Assert.Contains(listening, address => Port(address) == sandbox.Endpoints.EndpointUrl.Port);
        Assert.Contains(listening, address => Port(address) == sandbox.Endpoints.DevicePort);
        Assert.All(listening, address => Assert.Contains(address[0], (string[])["0100007F", "00000000000000000000000001000000"]));

        static int Port(string[] address) => int.Parse(address[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Its_own_requests_want_the_token()
    {
        await using var sandbox = await SandboxProgram.StartAsync(_folder["state"], "--faults", """{"throttle":0.5,"latency":0.25}""");
        using var nobody = new HttpClient { BaseAddress = sandbox.Endpoints.AdminUrl };
        foreach (var path in (string[])["status", "faults", "other"])
        {
            using var refused = await nobody.GetAsync(new Uri(path, UriKind.Relative), Stop);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var http = Admin(sandbox.Endpoints);
        var status = (await http.GetFromJsonAsync<JsonObject>("status", Stop))!;
        Assert.Equal((0.5, 0.25), (status["faults"]!["throttle"]!.GetValue<double>(), status["faults"]!["latency"]!.GetValue<double>()));
        using var changed = await http.PutAsJsonAsync("faults", new { dropConnections = 0.1 }, Stop);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var faults = (await http.GetFromJsonAsync<JsonObject>("faults", Stop))!;
        Assert.Equal((0.0, 0.1), (faults["throttle"]!.GetValue<double>(), faults["dropConnections"]!.GetValue<double>()));
        foreach (var wrong in (object[])[new { throttle = 2 }, new { latency = -1 }, new { other = 1 }])
        {
            using var refused = await http.PutAsJsonAsync("faults", wrong, Stop);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    [Fact]
    public async Task It_takes_the_ports_region_and_account_it_is_given()
    {
        var ports = LoopbackPort.Free(2);
        await using var sandbox = await SandboxProgram.StartAsync(
            _folder["state"], "--port", Text(ports[0]), "--device-port", Text(ports[1]), "--region", "eu-central-1", "--account",
            "000000000001",
            "--cloudwatch-delay", "60", "--limits", """{"connectsPerSecond":null,"sessionExpiry":60}""", "--function-limits", """{"concurrentExecutions":5}""");
        Assert.Equal(
            (ports[0], ports[1], $"localhost:{ports[1]}", "eu-central-1", "000000000001"),
            (sandbox.Endpoints.EndpointUrl.Port, sandbox.Endpoints.DevicePort, sandbox.Endpoints.Endpoint, sandbox.Endpoints.Region,
                sandbox.Endpoints.AccountId));
    }

    [Theory]
    [InlineData("--what", "--what", "1")]
    [InlineData("--port", "--port")]
    [InlineData("'70000'", "--port", "70000")]
    [InlineData("'-1'", "--device-port", "-1")]
    [InlineData("--account has to be twelve digits, and is '12'", "--account", "12")]
    [InlineData("--faults", "--faults", "{")]
    [InlineData("between 0 and 1", "--faults", """{"throttle":7}""")]
    [InlineData("--limits", "--limits", """{"unheardOf":7}""")]
    [InlineData("'soon'", "--cloudwatch-delay", "soon")]
    [InlineData("--cloudwatch-delay has to be", "--cloudwatch-delay", "-1")]
    [InlineData("'x'", "--parent-pid", "x")]
    [InlineData("extra", "--watch-stdin", "extra")]
    public void An_argument_that_is_none_is_named(string text, params string[] arguments) =>
        Assert.Contains(text, Assert.Throws<FormatException>(() => CommandLine.Read(arguments)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var process = SandboxProgram.Launch("--state-dir", _folder["state"], "--port", Text(((IPEndPoint)taken.LocalEndpoint).Port));
        var error = await process.StandardError.ReadToEndAsync(Stop);
        await EndAsync(process);
        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith("IoTLoad.Sandbox: ", error, StringComparison.Ordinal);
        Assert.Contains("address already in use", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["state"]));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task EndAsync(Process process)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(Patience);
        await process.WaitForExitAsync(patience.Token);
    }

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal[3..]}", Text(process.Id)]);
        kill.WaitForExit();
    }

    private static async Task<bool> AnswersAsync(SandboxEndpoints endpoints)
    {
        try
        {
            using var http = Admin(endpoints);
            using var answer = await http.GetAsync(new Uri("status", UriKind.Relative), Stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<bool> IsCertifiedAsync(int port, X509Certificate2 authority)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, Stop);
            await using var tls = new SslStream(client.GetStream());
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
            };
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = policy }, Stop);
            return true;
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            return false;
        }
    }

    private static HttpClient Admin(SandboxEndpoints endpoints) => new()
    {
        BaseAddress = endpoints.AdminUrl,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", endpoints.AdminToken) },
    };
}
