using System.Text;
using System.Text.Json;
using IoTLoad.Aws.Control;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Sharding;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Function;

/// <summary>
/// Puts the secrets of an invocation where plans have theirs: certificates and keys as files that only this user can read, for as
/// long as it takes to load them.
/// </summary>
internal sealed class SecretFiles : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "iotload-" + Guid.NewGuid().ToString("N"));

    /// <summary>The event with its secrets in its plan and its control endpoint.</summary>
    /// <exception cref="LoadException">ParameterNotFound, or why AWS refused.</exception>
    public async Task<FunctionEvent> FillAsync(FunctionEvent given, ParameterStore parameters, CancellationToken cancellation)
    {
        var sources = given.Secrets;
        string?[] names =
        [
            sources.CertificateAuthorities, sources.Certificate, sources.Key, sources.KeyPassword, sources.Password,
            sources.AuthorizerToken, sources.AuthorizerSignature, sources.ControlPassword,
            sources.InfluxToken, sources.InfluxPassword, sources.InfluxCertificateAuthorities,
        ];
        var values = await parameters.ReadAsync([.. names.OfType<string>()], cancellation);
        var plan = given.Shard!.Plan;
        plan = plan with
        {
            Devices = sources.Identities is null ? plan.Devices
                : plan.Devices with { Identities = await IdentitiesAsync(given.Shard, sources.Identities, parameters, cancellation) },
            Tls = Fill(plan.Tls, sources, values),
            Session = plan.Session with { Password = Value(sources.Password) ?? plan.Session.Password },
            Authorizer = plan.Authorizer is null ? null : plan.Authorizer with
            {
                Token = Value(sources.AuthorizerToken),
                Signature = Value(sources.AuthorizerSignature),
            },
        };
        var control = given.Control is { } own
            ? own with { Tls = FillControl(own, sources, values), Password = Value(sources.ControlPassword) ?? Value(sources.Password) }
            : ControlEndpoint.Of(plan);
        var points = given.Points is not { } target ? null : target with
        {
            Token = Value(sources.InfluxToken),
            Password = Value(sources.InfluxPassword),
            CaFile = Write("influx-ca.pem", Value(sources.InfluxCertificateAuthorities)),
        };
        return given with { Shard = given.Shard with { Plan = plan }, Control = control, Points = points };

        string? Value(string? name) => SecretFiles.Value(name, values);
    }

    // Those of other functions' devices are nobody's here.
    private async Task<IReadOnlyList<DeviceIdentity>> IdentitiesAsync(
        ShardPlan shard, string prefix, ParameterStore parameters, CancellationToken cancellation)
    {
        var devices = Enumerable.Range(shard.Devices.First, shard.Devices.Count)
            .Concat(Enumerable.Range(shard.Plan.Devices.Count + shard.Extras.First, shard.Extras.Count)).ToList();
        var values = await parameters.ReadAsync([.. devices.Select(device => SecretSources.IdentityOf(prefix, device))], cancellation);
        var identities = Enumerable.Repeat(new DeviceIdentity(), shard.Plan.Connections).ToArray();
        foreach (var device in devices)
        {
            var name = SecretSources.IdentityOf(prefix, device);
            var secret = Read(name, values[name]);
            identities[device] = new DeviceIdentity
            {
                ClientId = secret.ClientId,
                CertificateFile = Write(Text($"device-{device}.pem"), secret.Certificate),
                KeyFile = Write(Text($"device-{device}.key"), secret.Key),
            };
        }

        return identities;
    }

    private static DeviceSecret Read(string name, string json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, ControlJson.Default.DeviceSecret) is { Certificate: not null, Key: not null } secret)
            {
                return secret;
            }
        }
        catch (JsonException)
        {
            // Its text has what it could not read, which is a key.
        }

        throw new LoadException(
            "IdentityInvalid", LoadErrorKind.InvalidInput, $"The parameter {name} is not the identity of a device.",
            "Write it as JSON with the members clientId, certificate and key, as docs/serverless.md has it.", name);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    // Where the control channel signs, a certificate beside the signature would only be another name.
    private TlsPlan FillControl(ControlEndpoint control, SecretSources sources, IReadOnlyDictionary<string, string> values) => Fill(
        control.Tls,
        control.Authentication == ControlAuthentication.SigV4
            ? sources with { Certificate = null, Key = null, KeyPassword = null } : sources,
        values);

    private TlsPlan Fill(TlsPlan tls, SecretSources sources, IReadOnlyDictionary<string, string> values) => tls with
    {
        CaFile = Write("ca.pem", Value(sources.CertificateAuthorities, values)) ?? tls.CaFile,
        CertificateFile = Write("certificate.pem", Value(sources.Certificate, values)) ?? tls.CertificateFile,
        KeyFile = Write("key.pem", Value(sources.Key, values)) ?? tls.KeyFile,
        KeyPassword = sources.KeyPassword is null ? tls.KeyPassword : values[sources.KeyPassword],
    };

    private static string? Value(string? parameter, IReadOnlyDictionary<string, string> values) =>
        parameter is null ? null : values[parameter];

    private string? Write(string file, string? text)
    {
        if (text is null)
        {
            return null;
        }

        PrivateFiles.CreateFolder(_folder);
        var path = Path.Combine(_folder, file);
        PrivateFiles.Replace(path, Encoding.UTF8.GetBytes(text));
        return path;
    }
}
