using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using IoTLoad.Engine;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Sandboxes;

/// <summary>Speaks to a running sandbox: asks how it is doing, changes its faults, stops it.</summary>
internal sealed class SandboxControl : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly SandboxFolder _sandbox;
    private readonly HttpClient _http;

    public SandboxControl(SandboxFolder sandbox)
    {
        _sandbox = sandbox;

        // Loopback is never behind the proxy that the environment may name.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = sandbox.Address.AdminUrl,
            Timeout = AnswerLimit,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", sandbox.Address.AdminToken);
    }

    /// <summary>Reads the sandbox as it is now.</summary>
    /// <exception cref="LoadException">SandboxNotAnswering.</exception>
    public async Task<LoadSandbox> ReadAsync(CancellationToken stopped) => Of(await AskAsync(
        async () => await _http.GetFromJsonAsync<SandboxStatus>("status", JsonSerializerOptions.Web, stopped), stopped));

    /// <summary>Changes the faults that are on.</summary>
    /// <param name="faults">Faults, JSON.</param>
    /// <param name="stopped">Gives up.</param>
    /// <exception cref="LoadException">SandboxNotAnswering, SandboxFault.</exception>
    public async Task SetFaultsAsync(string faults, CancellationToken stopped)
    {
        using var content = new StringContent(faults, Encoding.UTF8, "application/json");
        using var response = await AskAsync(async () => (HttpResponseMessage?)await _http.PutAsync("faults", content, stopped), stopped);
        if (!response.IsSuccessStatusCode)
        {
            var reason = await response.Content.ReadAsStringAsync(stopped);
            throw LoadException.InvalidInput("SandboxFault", $"The sandbox does not take these faults: {reason}",
                "Give shares from 0 to 1, and durations such as 200ms.", faults);
        }
    }

    /// <summary>Stops the sandbox in good order, and kills it where that does not help.</summary>
    public async Task StopAsync(CancellationToken stopped)
    {
        Process process;
        try
        {
            process = Process.GetProcessById(_sandbox.Address.ProcessId);
        }
        catch (ArgumentException)
        {
            return;
        }

        using (process)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopped);
            limit.CancelAfter(StopLimit);
            try
            {
                using var response = await _http.PostAsync("stop", null, limit.Token);
                await process.WaitForExitAsync(limit.Token);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException
                && !stopped.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(stopped);
                if (Directory.Exists(_sandbox.Path))
                {
                    Directory.Delete(_sandbox.Path, recursive: true);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static Dictionary<string, object> Faults(Dictionary<string, JsonElement> json)
    {
        var faults = new Dictionary<string, object>();
        foreach (var (name, value) in json)
        {
            if (value.GetDouble() is not 0 and var number)
            {
                var key = char.ToUpperInvariant(name[0]) + name[1..];
                faults[key] = SandboxSettings.IsDuration(key) ? TimeSpan.FromSeconds(number) : number;
            }
        }

        return faults;
    }

    private async Task<T> AskAsync<T>(Func<Task<T?>> ask, CancellationToken stopped)
        where T : class
    {
        try
        {
            return await ask() ?? throw new JsonException("The answer is empty.");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or OperationCanceledException
            && !stopped.IsCancellationRequested)
        {
            throw new LoadException(
                "SandboxNotAnswering", LoadErrorKind.ConnectionFailed, $"The sandbox {_sandbox.Id} does not answer: {exception.Message}",
                $"Stop it with Stop-IoTLoadSandbox {_sandbox.Id}, which kills it where it does not end by itself.", _sandbox.Id, exception);
        }
    }

    private LoadSandbox Of(SandboxStatus status)
    {
        var address = _sandbox.Address;
        var host = Text($"localhost:{address.DevicePort}");
        return new LoadSandbox
        {
            Id = _sandbox.Id,
            ProcessId = address.ProcessId,
            Started = status.Started,
            Region = address.Region,
            AccountId = address.AccountId,
            EndpointUrl = address.EndpointUrl.OriginalString.TrimEnd('/'),
            Endpoint = $"mqtts://{host}",
            WebSocketEndpoint = $"wss://{host}/mqtt",
            HttpEndpoint = $"https://{host}",
            AccessKey = address.AccessKey,
            SecretKey = address.SecretKey,
            CaFile = address.CaFile,
            CertificateFile = address.CertificateFile,
            KeyFile = address.KeyFile,
            Fault = Faults(status.Faults),
            Requests = status.Requests,
        };
    }
}

/// <summary>How a sandbox says that it is doing.</summary>
/// <param name="Started">When it was started.</param>
/// <param name="Requests">Requests to AWS's services so far.</param>
/// <param name="Faults">Faults that are on.</param>
internal sealed record SandboxStatus(DateTimeOffset Started, long Requests, Dictionary<string, JsonElement> Faults);
