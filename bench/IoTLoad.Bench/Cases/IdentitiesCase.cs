using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;
using IoTLoad.Engine.Connecting.Tls;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// What a fleet with a certificate each needs before its first device connects: an inventory of 10,000 certificates and keys is read, as
/// a test reads it. The floor is a plain loop of <see cref="X509Certificate2.CreateFromPem(ReadOnlySpan{char}, ReadOnlySpan{char})"/>
/// over the same files. Each contender runs in a process of its own, because freed memory does not go back to the system.
/// </summary>
internal static class IdentitiesCase
{
    /// <summary>Name of the case that runs in a separate process.</summary>
    public const string Worker = "identities-worker";

    private const string Floor = "floor";
    private const string Engine = "engine";
    private const double Bar = 2;
    private const int WarmUp = 50;

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        var count = options.Quick ? 500 : 10_000;
        var rounds = options.Rounds ?? (options.Quick ? 1 : 3);
        var held = true;
        Console.WriteLine($"{count:N0} identities, {rounds} rounds, medians");
        Console.WriteLine($"{"",-24}{"ms",8}{"ms CPU",8}{"MB",6}");

        // RSA of 2048 bits is what IoT Core's CreateKeysAndCertificate makes, ECDSA P-256 what authorities of one's own often do.
        foreach (var kind in (string[])["RSA 2048", "ECDSA P-256"])
        {
            var folder = Directory.CreateTempSubdirectory("iotload-bench-");
            try
            {
                Make(folder.FullName, count, kind[0] == 'R');
                List<double[]> floor = [];
                List<double[]> ours = [];
                for (var round = 0; round < rounds; round++)
                {
                    floor.Add(await WorkInOwnProcessAsync(folder.FullName, Floor));
                    ours.Add(await WorkInOwnProcessAsync(folder.FullName, Engine));
                }

                Print($"{kind}, plain loop", floor);
                Print($"{kind}, inventory", ours);
                held &= Measuring.Bar.AtMost($"{kind}: time over the plain loop's", Figure(ours, 0) / Figure(floor, 0), Bar, "0.00");
                Console.WriteLine($"      {kind}: CPU over the plain loop's {Figure(ours, 1) / Figure(floor, 1):0.00}, "
                    + $"memory {Figure(ours, 2) / Figure(floor, 2):0.00}");
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        return held;
    }

    public static bool Work(BenchOptions options)
    {
        var folder = options.Endpoint?.LocalPath ?? throw new BenchException($"{Worker} needs --endpoint.");
        Func<int?, object> load = options.Alone == Floor ? count => LoadPlainly(folder, count) : count => LoadInventory(folder, count);
        (load(WarmUp) as IDisposable)?.Dispose();
        var (memory, cpu, watch) = (Memory(), Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        var loaded = load(null);
        var (time, used) = (watch.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
        Console.WriteLine($"{time:0} {used:0} {(Memory() - memory) / 1e6:0.0}");
        GC.KeepAlive(loaded);
        return true;
    }

    private static List<X509Certificate2> LoadPlainly(string folder, int? count)
    {
        var certificates = new List<X509Certificate2>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.pem").Take(count ?? int.MaxValue))
        {
            certificates.Add(X509Certificate2.CreateFromPem(File.ReadAllText(file), File.ReadAllText(Path.ChangeExtension(file, ".key"))));
        }

        return certificates;
    }

    private static TlsMaterial LoadInventory(string folder, int? count)
    {
        var identities = DeviceInventory.Read(folder, null).Identities;
        return TlsMaterial.Load(new LoadPlan
        {
            Endpoints = [new Uri("mqtts://localhost")],
            Devices = new DevicePlan { Count = count ?? identities.Count, Identities = identities },
        });
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet;
    }

    private static void Make(string folder, int count, bool rsa)
    {
        using var root = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var generator = X509SignatureGenerator.CreateForECDsa(root);
        var issuer = new X500DistinguishedName("CN=IoTLoad bench authority");

        // An RSA key takes a tenth of a second to make, and costs the same to read whether it is the only one or not.
        var keys = rsa ? Enumerable.Range(0, 8).Select(_ => RSA.Create(2048)).ToList() : [];
        Parallel.For(0, count, i =>
        {
            using var own = rsa ? null : ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = own is not null
                ? new CertificateRequest($"CN=device-{i}", own, HashAlgorithmName.SHA256)
                : new CertificateRequest($"CN=device-{i}", keys[i % keys.Count], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            byte[] serial = [1, .. BitConverter.GetBytes(i)];
            using var certificate = request.Create(issuer, generator, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1),
                serial);
            var name = Path.Combine(folder, $"device-{i:00000}");
            File.WriteAllText(name + ".pem", certificate.ExportCertificatePem());
            File.WriteAllText(name + ".key", own?.ExportPkcs8PrivateKeyPem() ?? keys[i % keys.Count].ExportRSAPrivateKeyPem());
        });
        keys.ForEach(key => key.Dispose());
    }

    private static async Task<double[]> WorkInOwnProcessAsync(string folder, string contender)
    {
        var program = OwnProcess.With([Worker, "--endpoint", new Uri(folder).AbsoluteUri, "--alone", contender]);
        program.RedirectStandardOutput = true;
        using var worker = Process.Start(program)!;
        var output = await worker.StandardOutput.ReadToEndAsync();
        await worker.WaitForExitAsync();
        return worker.ExitCode == 0
            ? [.. output.Trim().Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))]
            : throw new BenchException($"The process of the {contender} ended with {worker.ExitCode}.\n{output}");
    }

    private static double Figure(List<double[]> rounds, int figure) => Median.Of(rounds.Select(round => round[figure]));

    private static void Print(string name, List<double[]> rounds) =>
        Console.WriteLine($"{name,-24}{Figure(rounds, 0),8:0}{Figure(rounds, 1),8:0}{Figure(rounds, 2),6:0}");
}
