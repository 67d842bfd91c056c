// Most tests wait for a schedule and use little of a core. Those that assert rates, latencies or what a saturated device does, and those
// that need most of the machine, have DisableParallelization: no other test runs meanwhile.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All, MaxThreads = 4)]
