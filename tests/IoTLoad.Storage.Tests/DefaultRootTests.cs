using IoTLoad.Storage.Runs;

namespace IoTLoad.Storage.Tests;

public sealed class DefaultRootTests
{
    [Fact]
    public void The_store_is_in_the_users_data_folder_unless_the_environment_names_another()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The folders of Linux.");
        var profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        (string? Home, string? Data, string Expected)[] cases =
        [
            (null, null, Path.Combine(profile, ".local/share/iotload")),
            (null, "/data", "/data/iotload"),
            (null, "relative", Path.Combine(profile, ".local/share/iotload")),
            ("/somewhere", "/data", "/somewhere"),
            ("", "/data", "/data/iotload"),
        ];
        var before = (Environment.GetEnvironmentVariable("IOTLOAD_HOME"), Environment.GetEnvironmentVariable("XDG_DATA_HOME"));
        try
        {
            Assert.All(cases, @case =>
            {
                Environment.SetEnvironmentVariable("IOTLOAD_HOME", @case.Home);
                Environment.SetEnvironmentVariable("XDG_DATA_HOME", @case.Data);
                Assert.Equal(@case.Expected, RunStore.DefaultRoot());
            });
        }
        finally
        {
            Environment.SetEnvironmentVariable("IOTLOAD_HOME", before.Item1);
            Environment.SetEnvironmentVariable("XDG_DATA_HOME", before.Item2);
        }
    }
}
