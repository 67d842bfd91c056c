using System.Text;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Payload;

/// <summary>
/// Who the devices of a plan are: the rows of an inventory file, or the keys of a folder. Read before anything starts; the plan then
/// holds the identities, device <c>i</c> the one at place <c>i</c>.
/// </summary>
public sealed class DeviceInventory
{
    private static readonly string[] CertificateEndings =
        [".certificate.pem", "-certificate.pem.crt", ".cert.pem", ".crt.pem", ".pem", ".crt", ".cer"];

    private static readonly string[] KeyEndings = [".key.pem", "-private.pem.key", ".private.key", ".key"];

    private DeviceInventory(IReadOnlyList<DeviceIdentity> identities, PayloadColumns? columns)
    {
        Identities = identities;
        Columns = columns;
    }

    /// <summary>The identities, in the file's order; of a folder, by name.</summary>
    public IReadOnlyList<DeviceIdentity> Identities { get; }

    /// <summary>The file's columns without passwords, for <c>{{csv column}}</c>; null for a folder.</summary>
    public PayloadColumns? Columns { get; }

    /// <summary>Puts the identities of the plan's inventory into the plan; one without an inventory stays as it is.</summary>
    /// <exception cref="LoadException">See <see cref="Read"/>.</exception>
    public static LoadPlan Resolve(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Scenarios.Count > 0)
        {
            var devices = ScenarioCheck.ForEach(plan, part => Resolve(part).Devices);
            return plan with { Scenarios = [.. plan.Scenarios.Select((scenario, i) => scenario with { Devices = devices[i] })] };
        }

        return plan.Devices.Inventory is null || plan.Devices.Identities.Count > 0
            ? plan
            : plan with
            {
                Devices = plan.Devices with { Identities = Read(plan.Devices.Inventory, plan.Devices.InventoryGroup).Identities },
            };
    }

    /// <summary>Reads an inventory file or a folder.</summary>
    /// <param name="path">A CSV file with a header line, or a folder with certificates and keys.</param>
    /// <param name="group">Of the rows, those of one group; null for all.</param>
    /// <exception cref="LoadException">
    /// InventoryNotFound, InventoryUnreadable, InventoryMalformed, InventoryEmpty, UnknownGroup, KeyWithoutCertificate.
    /// </exception>
    public static DeviceInventory Read(string path, string? group = null)
    {
        if (Directory.Exists(path))
        {
            return group is null ? new DeviceInventory(OfFolder(path), null) : throw LoadException.InvalidInput(
                "UnknownGroup", $"{PlanField.Inventory} {path} is a folder, and only the rows of a file have groups.",
                $"Leave out {PlanField.InventoryGroup}, or give a CSV file with a column group.", group);
        }

        var columns = PayloadColumns.Read(path, "Inventory", PlanField.Inventory);
        var (clientId, certificate, key) = (Column(columns, "clientid"), Column(columns, "certificate"), Column(columns, "key"));
        var (username, password, groups) = (Column(columns, "username"), Column(columns, "password"), Column(columns, "group"));
        if (clientId < 0 && certificate < 0 && username < 0)
        {
            throw LoadException.InvalidInput(
                "InventoryMalformed", $"{PlanField.Inventory} {path} has none of the columns clientId, certificate and username.",
                "Name the columns clientId, certificate, key, username, password and group; leave out those that you do not need.", path);
        }

        if (group is not null && groups < 0)
        {
            throw NoGroup(path, group);
        }

        var rows = Enumerable.Range(0, columns.RowCount).Where(row => group is null || Text(row, groups) == group).ToList();
        if (rows.Count == 0)
        {
            throw NoGroup(path, group!);
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var identities = rows.Select(row => new DeviceIdentity
        {
            ClientId = Text(row, clientId),
            CertificateFile = File(row, certificate),
            KeyFile = File(row, key),
            Username = Text(row, username),
            Password = Text(row, password),
            Group = Text(row, groups),
        }).ToList();
        return new DeviceInventory(identities, columns.Of(rows, Enumerable.Range(0, columns.Names.Count).Where(at => at != password)));

        // An empty cell says nothing.
        string? Text(int row, int column) => column < 0 || columns.RowOf(row)[column] is not { Length: > 0 } value
            ? null : Encoding.UTF8.GetString(value);

        // Of a relative path, the file's own folder is what it is relative to, wherever the test is started.
        string? File(int row, int column) => Text(row, column) is { } name ? Path.GetFullPath(name, folder) : null;
    }

    /// <summary>Each key with its certificate is a device of their name. What has no key, such as an authority, is none.</summary>
    private static List<DeviceIdentity> OfFolder(string folder)
    {
        string[] files;
        try
        {
            files = Directory.GetFiles(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw LoadException.AccessDenied(
                "InventoryUnreadable", $"{PlanField.Inventory} {folder} cannot be read: {exception.Message}", "Check its rights.", folder,
                exception);
        }

        var names = files.ToDictionary(file => Path.GetFileName(file), StringComparer.Ordinal);
        var devices = new SortedDictionary<string, DeviceIdentity>(StringComparer.Ordinal);
        foreach (var (name, file) in names)
        {
            if (KeyEndings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is not { } ending)
            {
                continue;
            }

            var device = name[..^ending.Length];
            var certificate = CertificateEndings.Select(each => names.GetValueOrDefault(device + each))
                .FirstOrDefault(each => each is not null)
                ?? throw LoadException.InvalidInput(
                    "KeyWithoutCertificate", $"{PlanField.Inventory} {folder} has the key {name} without a certificate.",
                    $"Put its certificate beside it as {device}.pem or {device}.crt, or remove the key.", file);
            devices[device] = new DeviceIdentity { ClientId = device, CertificateFile = certificate, KeyFile = file };
        }

        return devices.Count > 0 ? [.. devices.Values] : throw LoadException.InvalidInput(
            "InventoryEmpty", $"{PlanField.Inventory} {folder} has no key with a certificate.",
            "Put device.pem and device.key into it for each device, or give a CSV file.", folder);
    }

    private static int Column(PayloadColumns columns, string name)
    {
        // "Client ID", client_id and clientId are one; so are certificate and certificateFile, as New-IoTLoadDevice calls it.
        var plain = columns.Names.Select(each => new string([.. each.Where(char.IsLetterOrDigit)]).ToLowerInvariant()).ToList();
        var at = plain.FindIndex(each => each == name || each == name + "file" || (name == "username" && each == "user"));
        return at >= 0 || name != "clientid" ? at : plain.FindIndex(each => each is "name" or "thing" or "thingname");
    }

    private static LoadException NoGroup(string path, string group) => LoadException.InvalidInput(
        "UnknownGroup", $"{PlanField.Inventory} {path} has no row with the group {group}.",
        $"Check {PlanField.InventoryGroup} and the column group.", group);
}
