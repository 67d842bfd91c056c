namespace IoTLoad.Aws.Tests.Credentials;

/// <summary>Tests that change the process's environment, and so run when no others do.</summary>
[CollectionDefinition(nameof(ChangesEnvironment), DisableParallelization = true)]
public sealed class ChangesEnvironment;
