using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests;

public sealed class PrivateFilesTests
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public void Every_folder_that_is_made_is_its_owner_s_only_and_those_that_exist_stay_as_they_are(string end)
    {
        if (OperatingSystem.IsWindows())
        {
            // There, folders inherit the rights of the user's profile.
            return;
        }

        using var root = new PrivateFolder();
        var open = Directory.CreateDirectory(root["open"], Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        PrivateFiles.CreateFolder(root["open/first/second/last"] + end);
        PrivateFiles.CreateFolder(root["open"]);

        Assert.Equal(Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead, open.UnixFileMode);
        foreach (var made in (string[])["open/first", "open/first/second", "open/first/second/last"])
        {
            Assert.Equal(Owner, File.GetUnixFileMode(root[made]));
        }
    }

    [Fact]
    public async Task A_file_that_cannot_take_its_name_for_a_moment_takes_it_later()
    {
        using var root = new PrivateFolder();
        Directory.CreateDirectory(root["state.json/in-the-way"]);

        var replaced = Task.Run(() => PrivateFiles.Replace(root["state.json"], "new"u8), TestContext.Current.CancellationToken);
        while (!File.Exists(root["state.json.new"]))
        {
            await Task.Yield();
        }

        Directory.Delete(root["state.json"], recursive: true);
        await replaced;

        Assert.Equal("new", await File.ReadAllTextAsync(root["state.json"], TestContext.Current.CancellationToken));
        Assert.False(File.Exists(root["state.json.new"]));
    }

    [Fact]
    public void A_file_whose_folder_is_gone_is_an_error_at_once()
    {
        using var root = new PrivateFolder();

        Assert.Throws<DirectoryNotFoundException>(() => PrivateFiles.Replace(root["no/state.json"], "new"u8));
    }
}
