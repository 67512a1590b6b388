namespace ImageForge.EndToEnd.Tests.CommandLine;

/// <summary>A PATH that holds every tool of this machine but one.</summary>
public sealed class ToolFolder : IDisposable
{
    public ToolFolder(string missing)
    {
        Path = Directory.CreateTempSubdirectory("if-tools-").FullName;
        foreach (
            var folder in new[] { "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin" }.Where(Directory.Exists))
        {
            foreach (var tool in Directory.EnumerateFiles(folder))
            {
                var link = System.IO.Path.Combine(Path, System.IO.Path.GetFileName(tool));
                if (System.IO.Path.GetFileName(tool) != missing && !File.Exists(link))
                {
                    File.CreateSymbolicLink(link, tool);
                }
            }
        }
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
