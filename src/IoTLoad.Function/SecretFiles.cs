using System.Text;
using IoTLoad.Aws.Control;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

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
            CaFile = Write("influx-ca.pem", sources.InfluxCertificateAuthorities, values),
        };
        return given with { Shard = given.Shard with { Plan = plan }, Control = control, Points = points };

        string? Value(string? name) => name is null ? null : values[name];
    }

    /// <inheritdoc/>
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
        CaFile = Write("ca.pem", sources.CertificateAuthorities, values) ?? tls.CaFile,
        CertificateFile = Write("certificate.pem", sources.Certificate, values) ?? tls.CertificateFile,
        KeyFile = Write("key.pem", sources.Key, values) ?? tls.KeyFile,
        KeyPassword = sources.KeyPassword is null ? tls.KeyPassword : values[sources.KeyPassword],
    };

    private string? Write(string file, string? parameter, IReadOnlyDictionary<string, string> values)
    {
        if (parameter is null)
        {
            return null;
        }

        PrivateFiles.CreateFolder(_folder);
        var path = Path.Combine(_folder, file);
        PrivateFiles.Replace(path, Encoding.UTF8.GetBytes(values[parameter]));
        return path;
    }
}
