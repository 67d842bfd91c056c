namespace IoTLoad.Bench.Cases;
internal static class ImportCase { public static Task<bool> RunAsync(BenchOptions o) => Task.FromResult(true); }
