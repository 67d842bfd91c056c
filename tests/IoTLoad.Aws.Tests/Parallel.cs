// The tests of a class may share a peer. They wait for it most of their time, so that three classes run at once.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.Collections, MaxThreads = 3)]
