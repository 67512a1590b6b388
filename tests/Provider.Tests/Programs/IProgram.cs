namespace ImageForge.Provider.Tests.Programs;

/// <summary>A program, in whatever language.</summary>
internal interface IProgram
{
    /// <summary>True if its language asks a process of the provider for the schema first.</summary>
    bool NeedsSchema { get; }

    /// <summary>Runs it once: registers what it wants, in the order of its dependencies.</summary>
    Task RunAsync(Deployment deployment);
}
