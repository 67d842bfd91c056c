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
}
