using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>A copy of <c>trees/good</c> that a test may spoil; goes away with the test.</summary>
internal sealed class CopiedTree : IDisposable
{
    public static readonly string Good = Path.Combine(AppContext.BaseDirectory, "Definitions", "trees", "good");

    public CopiedTree()
    {
        foreach (var file in Directory.EnumerateFiles(Good, "*", SearchOption.AllDirectories))
        {
            var copy = PathOf(Path.GetRelativePath(Good, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"ifd-{Guid.NewGuid():n}");

    public DefinitionReader Reader => new(Root);

    public string PathOf(string file) => Path.Combine(Root, file);

    public CopiedTree Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
        return this;
    }

    public CopiedTree Replace(string file, string old, string replacement)
    {
        var text = File.ReadAllText(PathOf(file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return Write(file, text[..at] + replacement + text[(at + old.Length)..]);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
