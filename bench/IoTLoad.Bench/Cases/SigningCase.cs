using System.Security.Cryptography;
using System.Text;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.IotCore;
using IoTLoad.Bench.Measuring;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// What Signature Version 4 costs for each message over HTTP. The floor is what no implementation can leave out: SHA-256 of the
/// body and of the canonical request, and an HMAC with the day's key.
/// </summary>
internal static class SigningCase
{
    private const double Bar = 3;
    private const int Body = 256;

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        var plan = new LoadPlan { Protocol = LoadProtocol.Http, Endpoints = [new Uri("https://localhost")] };
        var connection = new AwsConnection
        {
            AccessKey = "AKIDEXAMPLE",
            SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            Region = "eu-west-1"
        };
        var signer = (await IotCoreAccess.AuthenticateAsync(plan, connection, always: true, CancellationToken.None))!.Http!;
        var body = RandomNumberGenerator.GetBytes(Body);
        var request = new HttpRequestToSign("POST", "a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com",
            "/topics/loadtest%2F20260101-000000-abcd%2F123", "qos=1", body);
        var canonical = Encoding.ASCII.GetBytes(new string('c', 280));
        var text = Encoding.ASCII.GetBytes(new string('t', 130));
        var key = RandomNumberGenerator.GetBytes(32);
        var count = options.Quick ? 2_000 : 200_000;
        var rounds = options.Rounds ?? (options.Quick ? 1 : 5);

        List<Cost> floor = [];
        List<Cost> ours = [];
        for (var round = -1; round < rounds; round++)
        {
            var hashes = Measure(count, () => Hash(body, canonical, key, text));
            var signatures = await MeasureAsync(count, signer, request);
            if (round >= 0)
            {
                floor.Add(hashes);
                ours.Add(signatures);
            }
        }

        Console.WriteLine($"Signature Version 4 of a POST of {Body} bytes, {count:N0} a round, {rounds} rounds, medians");
        Console.WriteLine($"{"",-20}{"µs CPU a message",18}{"bytes allocated",17}");
        Print("hashes alone", floor);
        Print("signer", ours);
        var ratio = Median.Of(ours.Select(cost => cost.Microseconds)) / Median.Of(floor.Select(cost => cost.Microseconds));
        return Measuring.Bar.AtMost("CPU of a signature over the hashes'", ratio, Bar, "0.00");
    }

    private static int Hash(byte[] body, byte[] canonical, byte[] key, byte[] text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(body, hash);
        SHA256.HashData(canonical, hash);
        return HMACSHA256.HashData(key, text, hash);
    }

    private static Cost Measure(int count, Func<int> work)
    {
        var (cpu, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
        for (var i = 0; i < count; i++)
        {
            work();
        }

        return new Cost((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count,
            (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)count);
    }

    private static async Task<Cost> MeasureAsync(int count, IHttpRequestSigner signer, HttpRequestToSign request)
    {
        var (cpu, allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
        for (var i = 0; i < count; i++)
        {
            if ((await signer.SignAsync(request, CancellationToken.None)).Count == 0)
            {
                throw new BenchException("A request was not signed.");
            }
        }

        return new Cost((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count,
            (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)count);
    }

    private static void Print(string name, List<Cost> costs) =>
        Console.WriteLine($"{name,-20}{Median.Of(costs.Select(cost => cost.Microseconds)),18:0.00}"
            + $"{Median.Of(costs.Select(cost => cost.Allocated)),17:0}");

    private readonly record struct Cost(double Microseconds, double Allocated);
}
