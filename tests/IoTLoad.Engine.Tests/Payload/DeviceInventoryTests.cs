using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Payload;

public sealed class DeviceInventoryTests : IDisposable
{
    private readonly PrivateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Client ID,Certificate,Key,User Name,Password,Group", "a,b,c,d,e,f")]
    [InlineData("name,CertificateFile,key_file,user,password,group", "a,b,c,d,e,f")]
    [InlineData("group,password,username,key,certificate,clientId,more", "f,e,d,c,b,a,x")]
    public void Columns_are_known_by_name(string header, string row)
    {
        var inventory = DeviceInventory.Read(_folder.Write("fleet.csv", $"{header}\n{row}\n"));

        Assert.Equal(
            new DeviceIdentity
            {
                ClientId = "a",
                CertificateFile = Path.Combine(_folder.FullPath, "b"),
                KeyFile = Path.Combine(_folder.FullPath, "c"),
                Username = "d",
                Password = "e",
                Group = "f",
            },
            Assert.Single(inventory.Identities));
        Assert.DoesNotContain("password", inventory.Columns!.Names, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_group_is_its_rows_and_an_empty_cell_says_nothing()
    {
        var file = _folder.Write("fleet.csv", "clientId,username,group\na,,x\nb,u,y\nc,u,x\n");

        var inventory = DeviceInventory.Read(file, "x");

        Assert.Equal([("a", null), ("c", "u")], inventory.Identities.Select(each => (each.ClientId!, each.Username)));
        Assert.Equal(2, inventory.Columns!.RowCount);
    }

    [Fact]
    public void A_folder_has_a_device_for_each_key_and_what_has_no_key_is_none()
    {
        string[] names =
        [
            "a.cert.pem", "a.key.pem", "b.pem", "b.key", "c.crt", "c.key", "d-certificate.pem.crt", "d-private.pem.key", "ca.pem",
        ];
        foreach (var name in names)
        {
            _folder.Write(name, "");
        }

        var inventory = DeviceInventory.Read(_folder.FullPath);

        Assert.Equal(["a", "b", "c", "d"], inventory.Identities.Select(each => each.ClientId));
        Assert.Equal(names[..^1].Chunk(2), inventory.Identities.Select(
            each => new[] { Path.GetFileName(each.CertificateFile!), Path.GetFileName(each.KeyFile!) }));
    }

    [Theory]
    [InlineData("InventoryFileNotFound", null, null)]
    [InlineData("InventoryMalformed", "serial,site\n1,2\n", null)]
    [InlineData("UnknownGroup", "clientId,group\na,x\n", "y")]
    [InlineData("UnknownGroup", "clientId\na\n", "y")]
    [InlineData("TooFewIdentities", "clientId\na\n", null)]
    [InlineData("ClientIdNotPerDevice", "clientId\na\na\n", null)]
    [InlineData("PasswordNeedsUsername", "clientId,password\na,b\nc,d\n", null)]
    [InlineData("CertificateFileNotFound", "clientId,certificate,key\na,a.pem,a.key\nb,b.pem,b.key\n", null)]
    [InlineData("CertificateWithoutKey", "clientId,certificate\na,a.pem\nb,b.pem\n", null)]
    public void What_cannot_be_used_is_said_before_anything_starts(string errorId, string? text, string? group)
    {
        var file = text is null ? Path.Combine(_folder.FullPath, "none.csv") : _folder.Write("fleet.csv", text);
        var plan = Tests.Running.Run.Plan(new Uri("mqtts://127.0.0.1"), 2, 1, 1) with
        {
            Devices = new DevicePlan { Count = 2, Inventory = file, InventoryGroup = group },
        };

        var error = Assert.Throws<LoadException>(() => LoadTest.Prepare(plan));

        Assert.Equal(errorId, error.ErrorId);
    }

    [Fact]
    public void Identities_need_MQTT_and_a_certificate_for_further_subscribers()
    {
        var identities = Enumerable.Range(0, 2)
            .Select(i => new DeviceIdentity { ClientId = $"{i}", CertificateFile = "a", KeyFile = "b" }).ToList();
        var plan = Tests.Running.Run.Plan(new Uri("mqtts://127.0.0.1"), 2, 1, 1, new TrafficPlan { Pattern = TrafficPattern.FanIn }) with
        {
            Devices = new DevicePlan { Count = 2, Identities = identities },
        };

        Assert.Equal("TooFewIdentities", Assert.Throws<LoadException>(() => PlanCheck.Check(plan)).ErrorId);
        Assert.Equal("IdentitiesNeedMqtt", Assert.Throws<LoadException>(() => PlanCheck.Check(plan with
        {
            Protocol = LoadProtocol.Http,
            Traffic = new TrafficPlan { Pattern = TrafficPattern.PublishOnly },
        })).ErrorId);
        PlanCheck.Check(plan with { Devices = plan.Devices with { Count = 1 } });
    }
}
