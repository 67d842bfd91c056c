using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using IoTLoad.Aws.Devices;
using IoTLoad.Aws.Devices.Provisioning;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.PowerShell.Commands;
using IoTLoad.PowerShell.Results;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>What is piped into Start-IoTLoadTest: the plan of a test, a row of parameters such as Import-Csv makes, or devices.</summary>
/// <param name="cmdlet">The cmdlet whose parameters a row sets.</param>
internal sealed class PipedTests(StartIoTLoadTestCommand cmdlet)
{
    private static readonly Dictionary<string, PropertyInfo> Parameters = new[]
        { typeof(PlanParametersCommand), typeof(StartIoTLoadTestCommand) }
        .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(property => property.Name != nameof(StartIoTLoadTestCommand.InfluxProfile)
            && typeof(IInfluxDbParameters).GetProperty(property.Name) is null)
        .Where(property => property.GetCustomAttributes<ParameterAttribute>().Any() && property.PropertyType != typeof(PSObject))
        .SelectMany(property => property.GetCustomAttributes<AliasAttribute>().SelectMany(alias => alias.AliasNames).Append(property.Name)
            .Select(name => (name, property)))
        .ToDictionary(pair => pair.name, pair => pair.property, StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<PropertyInfo, object?> _before = [];
    private readonly List<LoadDevice> _devices = [];

    /// <summary>Parameters that the row has set, as if they had been written.</summary>
    public HashSet<string> Bound { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an object describes a test of its own; devices only gather, for one test of them all.</summary>
    public bool Take(object value)
    {
        if (value is LoadDevice device)
        {
            _devices.Add(device);
            return false;
        }

        if (value is ProvisioningResult provisioned)
        {
            _devices.AddRange(provisioned.Devices);
            return false;
        }

        return true;
    }

    public bool HasDevices => _devices.Count > 0;

    /// <summary>The plan that an object holds; null for a row of parameters.</summary>
    public static LoadPlan? PlanOf(PSObject input, RunStore store) => input.BaseObject switch
    {
        LoadPlan plan => plan,
        StoredRun run => run.Plan,
        TestResult => (LoadPlan)NestedMembers.Plan(input),
        Job job => store.Open(job.Name).Plan,
        _ when input.TypeNames.Contains($"Deserialized.{typeof(TestResult).FullName}") =>
            store.Open($"{input.Properties["Id"].Value}").Plan,
        _ when input.Properties["Plan"]?.Value is { } plan => (plan is PSObject wrapped ? wrapped.BaseObject : plan) as LoadPlan,
        _ => null,
    };

    /// <summary>
    /// Sets the parameters that a row names and that are not written on the command line. An empty cell means the default.
    /// </summary>
    /// <exception cref="LoadException">InvalidCell, NothingToRun.</exception>
    public void Bind(PSObject row)
    {
        var cells = row.BaseObject is IDictionary table
            ? table.Keys.Cast<object>().Select(key => ($"{key}", table[key]))
            : row.Properties.Select(property => (property.Name, (object?)property.Value));
        var any = false;
        foreach (var (name, value) in cells)
        {
            if (!Parameters.TryGetValue(name, out var parameter))
            {
                continue;
            }

            any = true;
            if (value is not null and not "" && !cmdlet.IsWritten(parameter.Name))
            {
                _before.TryAdd(parameter, parameter.GetValue(cmdlet));
                parameter.SetValue(cmdlet, Convert(parameter, value));
                Bound.Add(parameter.Name);
            }
        }

        if (!any)
        {
            throw LoadException.InvalidInput(
                "NothingToRun", $"No property of {row.TypeNames.FirstOrDefault()} is a parameter of Start-IoTLoadTest.",
                "Pipe in a test, a result, a plan, a sandbox, devices, or rows with columns such as Endpoint, Clients, "
                    + "Rate and Duration.", row.ToString());
        }
    }

    /// <summary>
    /// Sets the parameters for one test of all devices that were piped in: with a certificate each, device <c>i</c> uses its own, and
    /// its name as client ID; with one for all, that. One device connects once, under its name, unless -Clients shares its certificate.
    /// </summary>
    /// <exception cref="LoadException">DeviceWithoutFiles, CertificateAmbiguous.</exception>
    public void BindDevices()
    {
        cmdlet.Region ??= _devices[0].Region;
        if (_devices.Find(device => device.CertificateFile is null || device.KeyFile is null) is { } bare)
        {
            throw LoadException.InvalidInput(
                "DeviceWithoutFiles", $"The certificate or key of {bare.Name} is not on this machine.",
                "Pipe in devices whose files are here: give Get-IoTLoadDevice the folder as -OutputFolder, or create them again.",
                bare.Name);
        }

        if (_devices.Select(device => device.CertificateFile).Distinct(StringComparer.Ordinal).Skip(1).Any())
        {
            if (cmdlet.ClientId is not null)
            {
                throw LoadException.InvalidInput(
                    "ClientIdIsDevices", "Each device that was piped in has its name as client ID.", "Leave out -ClientId.",
                    cmdlet.ClientId);
            }

            cmdlet.PipedIdentities =
            [
                .. _devices.Select(device => new DeviceIdentity
                {
                    ClientId = device.Name, CertificateFile = device.CertificateFile, KeyFile = device.KeyFile,
                }),
            ];
            return;
        }

        var row = new Hashtable { ["CertificateFile"] = _devices[0].CertificateFile, ["KeyFile"] = _devices[0].KeyFile };
        if (_devices.Count == 1 && cmdlet.ClientId is null && (!cmdlet.IsWritten("Clients") || cmdlet.Clients == 1))
        {
            (row["ClientId"], row["Clients"]) = (_devices[0].Name, 1);
        }

        Bind(new PSObject(row));
    }

    /// <summary>Undoes what the last row has set.</summary>
    public void Reset()
    {
        foreach (var (parameter, value) in _before)
        {
            parameter.SetValue(cmdlet, value);
        }

        cmdlet.PipedIdentities = [];
        _before.Clear();
        Bound.Clear();
    }

    private static object? Convert(PropertyInfo parameter, object value)
    {
        var given = value is PSObject wrapped ? wrapped.BaseObject : value;
        var type = parameter.PropertyType;
        try
        {
            given = parameter.GetCustomAttribute<NumberTransformationAttribute>()?.Transform(null!, given) ?? given;
            return given switch
            {
                string text when type == typeof(SwitchParameter) => new SwitchParameter(bool.Parse(text)),
                string text when type == typeof(string[]) || type == typeof(object[]) => LanguagePrimitives.ConvertTo(
                    text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), type,
                    CultureInfo.InvariantCulture),
                _ => LanguagePrimitives.ConvertTo(given, type, CultureInfo.InvariantCulture),
            };
        }
        catch (Exception exception) when (exception is PSInvalidCastException or MetadataException or FormatException)
        {
            var text = type == typeof(System.Security.SecureString) || type == typeof(PSCredential) ? "The text" : $"'{given}'";
            throw LoadException.InvalidInput(
                "InvalidCell", $"{text} is not a value for -{parameter.Name}. {exception.Message}",
                $"Write a value in the column {parameter.Name} as for the parameter, or leave the cell empty for the default.",
                parameter.Name, exception);
        }
    }
}
