using ImageForge.Engine.Store;

namespace ImageForge.Engine.Hotfixes;

/// <summary>Several locks that are let go together.</summary>
internal sealed class HeldLocks : IDisposable
{
    private readonly List<LockFile> _locks = [];

    public void Add(LockFile taken) => _locks.Add(taken);

    public void Dispose() => _locks.ForEach(taken => taken.Dispose());
}
