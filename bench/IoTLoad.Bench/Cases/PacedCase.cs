namespace IoTLoad.Bench.Cases;
internal static class PacedCase { public const string Worker = "paced-worker"; public static Task<bool> RunAsync(BenchOptions o) => Task.FromResult(true); public static Task<bool> WorkAsync(BenchOptions o) => Task.FromResult(true); }
