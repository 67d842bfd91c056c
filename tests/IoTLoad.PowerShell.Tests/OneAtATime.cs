// One run store, one environment and two cores for all: tests would see each other's runs, and steal each other's time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
