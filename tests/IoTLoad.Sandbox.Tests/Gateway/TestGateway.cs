using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using IoTLoad.Aws.Signing;
using IoTLoad.Peers;
using IoTLoad.Sandbox.Certificates;
using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Identity.Policies;
using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Rules;
using IoTLoad.Sandbox.Services.IoT;
using MQTTnet;
using MQTTnet.Formatter;

namespace IoTLoad.Sandbox.Tests.Gateway;

/// <summary>A device gateway with everything it needs, one device certificate and one access key.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private static readonly SandboxAccount TheAccount = new("123456789012", "eu-west-1");

    private readonly CertificateAuthority _authority = new(TimeProvider.System);
    private readonly PrivateFolder _folder = new();
    private readonly DeviceRegistry _devices;
    private readonly MetricStore _metrics;
    private readonly List<IMqttClient> _clients = [];

    private TestGateway(GatewayLimits limits, string policy)
    {
        _metrics = new MetricStore(Faults, TimeSpan.Zero, TimeProvider.System);
        _devices = new DeviceRegistry(Account, _authority, TimeProvider.System);
        Credentials = new CredentialStore(TimeProvider.System);
        Key = Credentials.Create(new RootPrincipal(Account));
        Rules = new RuleEngine(Account, Functions, _metrics, TimeProvider.System);
        Gateway = new DeviceGateway(
            Account, new Authority(Account, Credentials, _devices, TimeProvider.System), _authority.Server, [_authority.Certificate],
            _metrics, Rules, limits, Faults, TimeProvider.System);
        CaFile = _folder.Write("ca.pem", _authority.CaPem);
        Device = Register(policy);
    }

    public DeviceGateway Gateway { get; }

    public RuleEngine Rules { get; }

    public RecordingInvoker Functions { get; } = new();

    public FaultSwitch Faults { get; } = new();

    public CredentialStore Credentials { get; }

    public AccessKey Key { get; }

    public SandboxAccount Account => TheAccount;

    public string CaFile { get; }

    /// <summary>The device that is there from the start.</summary>
    public CertificateFiles Device { get; }

    public string Host => $"localhost:{Gateway.Port}";

    /// <summary>Starts one.</summary>
    /// <param name="limits">Limits; null for none.</param>
    /// <param name="policy">The device's policy; null lets it do everything.</param>
    public static async Task<TestGateway> StartAsync(GatewayLimits? limits = null, string? policy = null)
    {
        var gateway = new TestGateway(limits ?? GatewayLimits.None, policy ?? PolicyAllowing("iot:*", "*"));
        await gateway.Gateway.StartAsync(cancellation: TestContext.Current.CancellationToken);
        return gateway;
    }

    public static string PolicyAllowing(params (string Action, string Resource)[] allowed) =>
        $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', allowed.Select(a => $$"""{"Effect":"Allow","Action":"{{a.Action}}","Resource":"{{Resource(a.Resource)}}"}"""))}}]}""";

    public static string PolicyAllowing(string action, string resource) => PolicyAllowing((action, resource));

    /// <summary>Registers a device.</summary>
    public CertificateFiles Register(string policy, bool active = true)
    {
        var (registration, certificate) = _devices.Register(active);
        var now = DateTimeOffset.UtcNow;
        registration.Policies.Add(new DevicePolicy
        {
            Name = registration.Id,
            Arn = TheAccount.Arn("iot", $"policy/{registration.Id}"),
            Number = 1,
            Created = now,
            Modified = now,
            Default = new DevicePolicyVersion("1", policy, PolicyDocument.Parse(policy), now),
        });
        registration.Refresh();
        var name = registration.Id[..8];
        return new CertificateFiles(_folder.Write($"{name}.pem", certificate.CertificatePem),
            _folder.Write($"{name}.key", certificate.PrivateKeyPem));
    }

    /// <summary>What a series has counted.</summary>
    public double Sum(string metric, string protocol = "MQTT") => Sum(metric, ("Protocol", protocol));

    /// <summary>What a series has counted.</summary>
    public double Sum(string metric, params (string, string)[] dimensions) => _metrics
        .Find(new MetricKey("AWS/IoT", metric, dimensions))
        .Read(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, TimeSpan.FromMinutes(1), DateTimeOffset.MaxValue)
        .Values.Sum(minute => minute.Sum);

    /// <summary>Options of a client with a client certificate.</summary>
    public MqttClientOptionsBuilder Options(string clientId, MqttProtocolVersion version = MqttProtocolVersion.V311,
        CertificateFiles? device = null, string? alpn = null)
    {
        device ??= Device;
        return new MqttClientOptionsBuilder()
            .WithTcpServer("localhost", Gateway.Port)
            .WithProtocolVersion(version)
            .WithClientId(clientId)
            .WithoutPacketFragmentation()
            .WithTlsOptions(tls => tls
                .UseTls()
                .WithTargetHost("localhost")
                .WithTrustChain([_authority.Certificate])
                .WithRevocationMode(X509RevocationMode.NoCheck)
                .WithApplicationProtocols(alpn is null ? [] : [new SslApplicationProtocol(alpn)])
                .WithClientCertificates(
                    new X509Certificate2Collection(X509Certificate2.CreateFromPemFile(device.Certificate, device.Key))));
    }

    /// <summary>A client, which ends with the gateway.</summary>
    public IMqttClient Client()
    {
        var client = new MqttClientFactory().CreateMqttClient();
        _clients.Add(client);
        return client;
    }

    /// <summary>A client that is connected.</summary>
    public async Task<IMqttClient> ConnectAsync(
        string clientId, MqttProtocolVersion version = MqttProtocolVersion.V311, CertificateFiles? device = null,
        Action<MqttClientOptionsBuilder>? configure = null)
    {
        var options = Options(clientId, version, device);
        configure?.Invoke(options);
        var client = Client();
        await client.ConnectAsync(options.Build(), TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>A client that is connected over WebSocket.</summary>
    public async Task<IMqttClient> ConnectBySignatureAsync(string clientId, Uri url)
    {
        var client = Client();
        var options = new MqttClientOptionsBuilder()
            .WithWebSocketServer(socket => socket.WithUri(url.ToString()))
            .WithTlsOptions(tls => tls.UseTls().WithCertificateValidationHandler(peer => Trusts(peer.Certificate, peer.Chain)))
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(clientId);
        await client.ConnectAsync(options.Build(), TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>Whether a certificate is of the gateway's authority.</summary>
    public bool Trusts(X509Certificate? certificate, X509Chain? chain)
    {
        if (certificate is null || chain is null)
        {
            return false;
        }

        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build((X509Certificate2)certificate);
    }

    /// <summary>A presigned URL of the WebSocket.</summary>
    public Uri SignedUrl(AccessKey? key = null, DateTimeOffset? time = null)
    {
        key ??= Key;
        return MqttWebSocketUrl.Sign(Host, Account.Region, new ImmutableCredentials(key.Id, key.Secret, key.Token), time
            ?? DateTimeOffset.UtcNow);
    }

    /// <summary>An HTTP client that trusts the gateway, with the device's certificate or without one.</summary>
    public HttpClient Http(CertificateFiles? device = null)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions =
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { _authority.Certificate },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        if (device is not null)
        {
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(device.Certificate, device.Key)];
        }

        return new HttpClient(handler) { BaseAddress = new Uri($"https://{Host}") };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        await Gateway.DisposeAsync();
        await Rules.DisposeAsync();
        _authority.Dispose();
        _folder.Dispose();
    }

    private static string Resource(string resource) => resource == "*" ? resource : TheAccount.Arn("iot", resource);
}
