using System.Text;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>A session whose cmdlets speak to moto, with credentials that are to show nowhere, and all that it has shown.</summary>
internal sealed class AwsSession : IAsyncDisposable
{
    /// <summary>The secret key.</summary>
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    /// <summary>The session token.</summary>
    public const string SessionToken = "FwoGZXIvYXdzEXAMPLETOKENthatShowsNowhere";

    private readonly MotoServer _moto;
    private readonly StringBuilder _shown = new();

    private AwsSession(MotoServer moto)
    {
        _moto = moto;
        Module.Run(
            """
            foreach ($noun in 'Device', 'Endpoint', 'Metrics', 'Function', 'Dashboard') {
                $PSDefaultParameterValues["*-IoTLoad${noun}:EndpointUrl"] = $url
                $PSDefaultParameterValues["*-IoTLoad${noun}:Region"] = 'eu-west-1'
                $PSDefaultParameterValues["*-IoTLoad${noun}:AccessKey"] = 'AKIDEXAMPLE'
                $PSDefaultParameterValues["*-IoTLoad${noun}:SecretKey"] = $secret
                $PSDefaultParameterValues["*-IoTLoad${noun}:SessionToken"] = $token
            }
            """,
            ("url", moto.Url.OriginalString), ("secret", SecretKey), ("token", SessionToken));
        Assert.Empty(Module.Errors);
    }

    /// <summary>The session.</summary>
    public ModuleSession Module { get; } = new();

    /// <summary>moto's endpoint.</summary>
    public Uri Url => _moto.Url;

    /// <summary>Everything that <see cref="Run"/> has seen: objects with all their properties, errors, warnings, progress.</summary>
    public string Shown => _shown.ToString();

    /// <summary>Starts moto and a session.</summary>
    public static async Task<AwsSession> StartAsync() => new(await MotoServer.StartAsync());

    /// <summary>Runs a script, and keeps what it shows.</summary>
    public IReadOnlyList<System.Management.Automation.PSObject> Run(string script, params (string Name, object? Value)[] variables)
    {
        var output = Module.Run(script, variables);
        foreach (var each in output)
        {
            _shown.AppendLine(each.ToString()).AppendJoin('\n', each.Properties.Select(property => $"{property.Name}={property.Value}"))
                .AppendLine();
        }

        foreach (var error in Module.Errors)
        {
            _shown.AppendLine(error.Exception.ToString())
                .AppendLine($"{error.TargetObject} {error.ErrorDetails?.Message} {error.ErrorDetails?.RecommendedAction}");
        }

        _shown.AppendJoin('\n', Module.Warnings).AppendJoin('\n', Module.Progress);
        return output;
    }

    /// <summary>Runs a script that must not write an error.</summary>
    public IReadOnlyList<System.Management.Automation.PSObject> Good(string script, params (string Name, object? Value)[] variables)
    {
        var output = Run(script, variables);
        Assert.Empty(Module.Errors.Select(error => error.ToString()));
        return output;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Module.Dispose();
        await _moto.DisposeAsync();
    }
}
