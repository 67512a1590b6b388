namespace ImageForge.Engine.Tests.Builds;

/// <summary>A state directory that goes away with its test.</summary>
internal sealed class TemporaryState : IDisposable
{
    public TemporaryState()
    {
        State = new StateDirectory(Path.Combine(Path.GetTempPath(), $"ifb-{Guid.NewGuid():n}"));
        State.Create();
    }

    public StateDirectory State { get; }

    public void Dispose() => Directory.Delete(State.Root, recursive: true);
}
