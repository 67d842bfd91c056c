// Tests that do not share a class's sandbox have one of their own, and wait for other programs most of the time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All, MaxThreads = 3)]
