// Each test has a sandbox of its own, and finds its runs by name.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All)]
