namespace IoTLoad.PowerShell.Tests;

/// <summary>The engine's errors name fields of a plan; at the prompt they name parameters, each of which exists.</summary>
public sealed class ParameterNameTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Each_field_that_errors_name_has_a_parameter_that_exists()
    {
        var parameters = _session.Run("(Get-Command Start-IoTLoadTest).Parameters.Keys").Select(name => $"-{name}").ToList();
        var assemblies = AppDomain.CurrentDomain.GetAssemblies();
        var fields = TypeOf("IoTLoad.Engine.Plan.PlanField").GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();
        var render = TypeOf("IoTLoad.PowerShell.Errors.ParameterNames").GetMethod("Render")!;

        Assert.NotEmpty(fields);
        Assert.All(fields, field => Assert.Contains((string)render.Invoke(null, [field])!, parameters));

        Type TypeOf(string name) => assemblies.Select(assembly => assembly.GetType(name)).First(type => type is not null)!;
    }

    [Theory]
    [InlineData("Start-IoTLoadTest -Rate 0", "-Rate cannot be 0.", "Write -Rate as messages a second")]
    [InlineData("Start-IoTLoadTest -Topic 'a/#'", "-Topic: the topic a/# holds a wildcard", "Write a topic")]
    [InlineData("Start-IoTLoadTest -Endpoint localhost -CaFile nosuchfile.pem", "-CaFile ", "Check the path")]
    [InlineData("Start-IoTLoadTest -Endpoint localhost -PfxFile a.pfx -KeyFile b.pem",
        "-PfxFile is given together with -CertificateFile or -KeyFile.", "")]
    [InlineData("Start-IoTLoadTest -Endpoint mqtt://127.0.0.1:1 -Duration 1s", "refused the connection", "lower -ConnectRate")]
    public void An_error_names_parameters(string script, string message, string advice)
    {
        _session.Run(script);

        Assert.Contains(message, _session.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains(message, _session.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(advice, _session.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain('`', _session.Error.ErrorDetails.RecommendedAction);
    }
}
