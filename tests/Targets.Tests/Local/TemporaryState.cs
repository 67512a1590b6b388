using ImageForge.Engine;

namespace ImageForge.Targets.Tests.Local;

/// <summary>A state directory that goes away with its test.</summary>
internal sealed class TemporaryState : IDisposable
{
    public TemporaryState()
    {
        Directory = new StateDirectory(Path.Combine(Path.GetTempPath(), $"ift-{Guid.NewGuid().ToString("N")[..8]}"));
        Directory.Create();
    }

    public StateDirectory Directory { get; }

    public void Dispose() => System.IO.Directory.Delete(Directory.Root, recursive: true);
}
