using System.Management.Automation;
using System.Runtime.InteropServices;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Changes where all programs of .NET look for their runtime.</summary>
[Collection(nameof(Alone))]
public sealed class MissingRuntimeTests
{
    [Fact]
    public void Without_ASP_NET_Core_the_error_says_what_to_install()
    {
        using var module = new ModuleSession();
        using var folder = new PrivateFolder();
        folder.Write(OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet", "");
        var variable = $"DOTNET_ROOT_{RuntimeInformation.ProcessArchitecture.ToString().ToUpperInvariant()}";
        var before = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, folder.FullPath);
        try
        {
            Assert.Empty(module.Run("Start-IoTLoadSandbox"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, before);
        }

        Assert.StartsWith("AspNetCoreMissing,", module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ObjectNotFound, module.Error.CategoryInfo.Category);
        Assert.Contains(folder.FullPath, module.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet.microsoft.com", module.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }
}
