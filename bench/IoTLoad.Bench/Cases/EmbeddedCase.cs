namespace IoTLoad.Bench.Cases;
internal static class EmbeddedCase { public static Task<bool> RunAsync(BenchOptions o) => Task.FromResult(true); }
