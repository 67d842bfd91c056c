using IoTLoad.Engine;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.Storage.Tests.InfluxDb;

public sealed class SettingsTests : IDisposable
{
    private const string Secret = "s3cr3t-token";
    private readonly TemporaryStore _temporary = new();
    private readonly InfluxDbProfiles _profiles;

    public SettingsTests() => _profiles = new InfluxDbProfiles(_temporary.Store.Root);

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Parameters_come_before_the_environment_and_that_before_the_default_profile()
    {
        _profiles.Save("default", new InfluxDbSettings
        {
            Url = "http://b:8086",
            Token = "profile",
            Org = "profile",
            Bucket = "profile",
            CaFile = "profile.pem"
        });

        var connection = InfluxDbSettings.Resolve(new InfluxDbSettings { Bucket = "given" }, _profiles, null,
            Environment(("INFLUX_URL", "http://b:8086"), ("INFLUX_TOKEN", "environment")));

        Assert.Equal(("http://b:8086/", "environment", "profile", "given", "profile.pem"),
            (connection.Url.ToString(), connection.Token, connection.Org, connection.Bucket, connection.CaFile));
    }

    [Fact]
    public void A_profile_that_is_named_comes_before_the_environment()
    {
        _profiles.Save("lab", new InfluxDbSettings { Url = "http://lab:8086", Database = "load", Username = "u", Password = "p" });

        var connection = InfluxDbSettings.Resolve(new(), _profiles, "lab",
            Environment(("INFLUX_URL", "http://other:8086"), ("INFLUX_TOKEN", "environment"), ("INFLUX_BUCKET", "x")));

        Assert.Equal(("http://lab:8086/", null, "load", "u", "p"),
            (connection.Url.ToString(), connection.Token, connection.Target, connection.Username, connection.Password));
    }

    [Fact]
    public void A_token_is_not_sent_to_a_server_that_it_was_not_meant_for()
    {
        var connection = InfluxDbSettings.Resolve(
            new InfluxDbSettings { Url = "http://mine:8086", Bucket = "b" }, _profiles, null,
            Environment(("INFLUX_URL", "http://theirs:8086"), ("INFLUX_TOKEN", Secret)));

        Assert.Null(connection.Token);
    }

    [Fact]
    public void A_password_belongs_to_its_user()
    {
        var stored = new InfluxDbSettings { Url = "http://b:8086", Username = "one", Password = "of one" };

        Assert.Null(new InfluxDbSettings { Username = "two" }.Over(stored).Password);
        Assert.Equal("of one", new InfluxDbSettings { Username = "one" }.Over(stored).Password);
        Assert.Null(new InfluxDbSettings { Token = "t" }.Over(stored).Username);
    }

    [Theory]
    [InlineData(null, "b", "InfluxDbUrlMissing")]
    [InlineData("influx:8086", "b", "InfluxDbUrlInvalid")]
    [InlineData("http://u:p@influx:8086", "b", "InfluxDbUrlInvalid")]
    [InlineData("http://influx:8086?db=x", "b", "InfluxDbUrlInvalid")]
    [InlineData("http://influx:8086", null, "InfluxDbBucketMissing")]
    public void Missing_or_invalid_settings_are_reported(string? url, string? bucket, string errorId)
    {
        var error = Assert.Throws<LoadException>(
            () => InfluxDbSettings.Resolve(new InfluxDbSettings { Url = url, Bucket = bucket }, _profiles, null, Environment()));

        Assert.Equal(errorId, error.ErrorId);
        Assert.DoesNotContain(":p@", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_can_be_read_by_its_owner_only()
    {
        _profiles.Save("lab", new InfluxDbSettings { Url = "http://lab:8086", Token = Secret });
        var file = Path.Combine(_temporary.Store.Root, "influxdb", "lab.json");

        Assert.Equal(Secret, _profiles.Read("lab").Token);
        Assert.Equal(["lab"], _profiles.List());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            Assert.Equal("InfluxDbProfileNotPrivate", Assert.Throws<LoadException>(() => _profiles.Read("lab")).ErrorId);
        }

        _profiles.Remove("lab");
        Assert.Empty(_profiles.List());
    }

    [Theory]
    [InlineData("absent", "InfluxDbProfileNotFound")]
    [InlineData("../x", "InfluxDbProfileNameInvalid")]
    public void A_profile_that_does_not_exist_is_said(string name, string errorId) =>
        Assert.Equal(errorId, Assert.Throws<LoadException>(() => _profiles.Read(name)).ErrorId);

    [Fact]
    public void A_damaged_profile_does_not_show_its_token()
    {
        _profiles.Save("lab", new InfluxDbSettings { Url = "http://lab:8086", Token = Secret });
        var file = Path.Combine(_temporary.Store.Root, "influxdb", "lab.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace($"\"{Secret}\"", Secret, StringComparison.Ordinal));

        var error = Assert.Throws<LoadException>(() => _profiles.Read("lab"));

        Assert.Equal("InfluxDbProfileDamaged", error.ErrorId);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_shows_no_secret()
    {
        var settings = new InfluxDbSettings { Url = "http://lab:8086", Token = Secret, Password = Secret, Bucket = "b" };

        Assert.DoesNotContain(Secret, settings.ToString() + settings.ToConnection(), StringComparison.Ordinal);
    }

    private static Func<string, string?> Environment(params (string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(variable => variable.Name == name).Value;
}
