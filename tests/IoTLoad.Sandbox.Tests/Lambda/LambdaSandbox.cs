using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using IoTLoad.Peers;
using IoTLoad.Sandbox.Hosting;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Lambda;
using IoTLoad.Sandbox.Logs;
using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Tests.Lambda;

/// <summary>Lambda alone, behind verified signatures, with a client, and with logs and figures that tests can read.</summary>
internal sealed class LambdaSandbox : IAsyncDisposable, IRoleCredentials, ILogWriter, IMetricRecorder, IDeviceDirectory
{
    public const string Role = "arn:aws:iam::123456789012:role/function";

    private readonly PrivateFolder _folder = new();
    private readonly ConcurrentQueue<(string Group, string Stream, string Line)> _lines = new();
    private readonly ConcurrentDictionary<string, double> _figures = new();
    private readonly CredentialStore _credentials = new(TimeProvider.System);
    private readonly List<IDisposable> _clients = [];
    private LambdaService _lambda = null!;
    private ServiceListener _listener = null!;

    private LambdaSandbox()
    {
    }

    public SandboxAccount Account { get; } = new("123456789012", "eu-west-1");

    public FaultSwitch Faults { get; } = new();

    public AmazonLambdaClient Client { get; private set; } = null!;

    public Uri Url => _listener.Url;

    public AccessKey Key { get; private set; } = null!;

    public IFunctionInvoker Invoker => _lambda.Invoker;

    public string Folder => _folder["lambda"];

    public IReadOnlyList<string> Lines => [.. _lines.Select(line => line.Line)];

    public IReadOnlyList<string> Streams => [.. _lines.Select(line => line.Stream).Distinct()];

    public static async Task<LambdaSandbox> StartAsync(LambdaLimits? limits = null)
    {
        Peer.Require("curl");
        var sandbox = new LambdaSandbox();
        await sandbox.OpenAsync(limits ?? new LambdaLimits());
        return sandbox;
    }

    public double Figure(string name) => _figures.GetValueOrDefault(name);

    /// <summary>Makes a function whose bootstrap is a script.</summary>
    public Task<CreateFunctionResponse> CreateAsync(string name = "f", string? bootstrap = null, int timeout = 20, int memory = 256,
        Action<CreateFunctionRequest>? change = null)
    {
        var request = new CreateFunctionRequest
        {
            FunctionName = name,
            Runtime = Runtime.ProvidedAl2023,
            Handler = "bootstrap",
            Role = Role,
            Timeout = timeout,
            MemorySize = memory,
            Code = new() { ZipFile = Zip(("bootstrap", bootstrap ?? Scripts.Runtime, true)) },
        };
        change?.Invoke(request);
        return Client.CreateFunctionAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Calls an operation of Lambda as it is written.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="pathAndQuery">What follows <c>/2015-03-31/functions</c>, or a path with another version.</param>
    /// <param name="json">The body.</param>
    public Task<RestAnswer> CallAsync(string method, string pathAndQuery, string json = "") => SignedHttp.CallAsync(
        _listener.Url, Key.Id, Key.Secret, Account.Region, "lambda",
        (method, pathAndQuery.StartsWith("/20", StringComparison.Ordinal) ? pathAndQuery : $"/2015-03-31/functions{pathAndQuery}"), json);

    public Task<InvokeResponse> InvokeAsync(string payload = "{}", string name = "f") =>
        Client.InvokeAsync(new() { FunctionName = name, Payload = payload, LogType = LogType.Tail }, TestContext.Current.CancellationToken);

    public async Task<JsonElement> AnswerAsync(string payload, string name = "f")
    {
        var response = await InvokeAsync(payload, name);
        Assert.Null(response.FunctionError);
        return Json(response);
    }

    public static JsonElement Json(InvokeResponse response) =>
        JsonDocument.Parse(Encoding.UTF8.GetString(response.Payload!.ToArray())).RootElement;

    public static string Tail(InvokeResponse response) => Encoding.UTF8.GetString(Convert.FromBase64String(response.LogResult!));

    public static MemoryStream Zip(params (string Name, string Content, bool Executable)[] files)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content, executable) in files)
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = (executable ? 0x81ED : 0x81A4) << 16;
                using var writer = new StreamWriter(entry.Open(), Encoding.Latin1);
                writer.Write(content);
            }
        }

        stream.Position = 0;
        return stream;
    }

    /// <summary>Waits until something is so that no event tells of.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public bool Trusts(string roleArn, string service) => roleArn.EndsWith("/function", StringComparison.Ordinal);

    public AccessKey Assume(string roleArn, string sessionName) =>
        _credentials.CreateTemporary(new RootPrincipal(Account), TimeSpan.FromHours(1));

    public void Write(string group, string stream, DateTimeOffset time, string message) => _lines.Enqueue((group, stream, message));

    public IMetricSeries Series(string space, string name, params (string Name, string Value)[] dimensions) =>
        new Figures(_figures, dimensions.Length == 0 ? name : $"{name}/{dimensions[0].Value}");

    public Principal? Find(X509Certificate2 certificate) => null;

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _listener.DisposeAsync();
        await _lambda.DisposeAsync();
        Assert.False(Directory.Exists(Folder), "The folder of functions is still there.");
        _folder.Dispose();
    }

    private async Task OpenAsync(LambdaLimits limits)
    {
        Key = _credentials.Create(new RootPrincipal(Account));
        var authority = new Authority(Account, _credentials, this, TimeProvider.System);
        ServiceEndpoint? endpoint = null;
        _listener = await ServiceListener.StartAsync(0, context => endpoint!.HandleAsync(context));
        _lambda = await LambdaService.StartAsync(new LambdaSetup
        {
            Account = Account,
            Folder = Folder,
            Endpoints = new LambdaEndpoints(_listener.Url, _folder["ca.pem"]),
            Roles = this,
            Logs = this,
            HasLogGroup = _ => true,
            Metrics = this,
            Faults = Faults,
            Limits = limits,
        });
        endpoint = new ServiceEndpoint([_lambda.Api], authority, Faults, TimeProvider.System);
        Client = new AmazonLambdaClient(
            new BasicAWSCredentials(Key.Id, Key.Secret),
            new AmazonLambdaConfig
            {
                ServiceURL = _listener.Url.OriginalString,
                AuthenticationRegion = Account.Region,
                MaxErrorRetry = 0,
                Timeout = TimeSpan.FromMinutes(2)
            });
        _clients.Add(Client);
    }

    private sealed class Figures(ConcurrentDictionary<string, double> all, string name) : IMetricSeries
    {
        public void Add(double value = 1) => all.AddOrUpdate(name, value, (_, sum) => sum + value);
    }
}
