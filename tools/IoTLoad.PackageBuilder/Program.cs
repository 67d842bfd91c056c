namespace IoTLoad.PackageBuilder;

/// <summary>
/// Puts the module together as it is published: <c>IoTLoad.PackageBuilder MODULE OUTPUT PACKAGES LICENSE PROJECT-URL LOCK…</c>, where
/// PACKAGES is NuGet's folder of packages, PROJECT-URL may be empty, and each LOCK is the packages.lock.json of a shipped program.
/// </summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        if (arguments is not [var module, var output, var packages, var license, var url, .. { Length: > 0 } locks])
        {
            Console.Error.WriteLine("Usage: IoTLoad.PackageBuilder MODULE OUTPUT PACKAGES LICENSE PROJECT-URL LOCK…");
            return 2;
        }

        try
        {
            var package = new ModulePackage(output);
            package.CopyFrom(module);
            package.Write("LICENSE", File.ReadAllText(license));
            package.Write("CHANGELOG.md",
                File.ReadAllText(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(license))!, "CHANGELOG.md")));
            package.Write("THIRD-PARTY-NOTICES.txt", ThirdPartyNotices.Of(locks, packages, package.Assemblies));
            if (url.Length > 0)
            {
                package.SetProjectUrl(url.TrimEnd('/'));
            }

            return 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            // As MSBuild reads errors.
            Console.Error.WriteLine($"IoTLoad.PackageBuilder : error IOTLOAD1: {exception.Message}");
            return 1;
        }
    }
}
