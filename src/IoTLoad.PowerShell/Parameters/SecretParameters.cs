using System.Collections;
using System.Reflection;
using IoTLoad.Aws.Control;
using IoTLoad.Engine;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Names of parameters in SSM, as a hashtable of what each holds.</summary>
internal static class SecretParameters
{
    /// <summary>Reads the hashtable.</summary>
    /// <exception cref="LoadException">UnknownSecret.</exception>
    public static SecretSources Parse(Hashtable given)
    {
        var sources = new SecretSources();
        foreach (DictionaryEntry entry in given)
        {
            var property = typeof(SecretSources).GetProperty($"{entry.Key}",
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase) ?? throw new LoadException(
                "UnknownSecret", LoadErrorKind.InvalidInput, $"There is no secret '{entry.Key}'.",
                $"Write -SecretParameter @{{ Certificate = '/iotload/…'; Key = '/iotload/…' }}, "
                    + $"with any of {string.Join(", ", typeof(SecretSources).GetProperties().Select(each => each.Name))}.",
                $"{entry.Key}");
            property.SetValue(sources, $"{entry.Value}");
        }

        return sources;
    }
}
