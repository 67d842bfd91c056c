// Each test has a sandbox of its own, and finds its runs by name. None of them needs to know anything else about AWS.
// Making the keys of hundreds of devices takes all of the machine, so that such tests run alone.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All, MaxThreads = 3)]
[assembly: AssemblyFixture(typeof(IoTLoad.PowerShell.Tests.NoAws))]
