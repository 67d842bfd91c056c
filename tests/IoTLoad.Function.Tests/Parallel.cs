// Each test has functions, brokers and run IDs of its own, and waits for them most of the time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All, MaxThreads = 3)]
