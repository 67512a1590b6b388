using ImageForge.Engine;

namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// Changes to a throw-away copy of an ext4 disk, collected and then made together: each start of the tool reads the
/// disk's bitmaps anew.
/// </summary>
/// <param name="raw">The copy.</param>
internal sealed class DiskChanges(string raw)
{
    private readonly List<string> _commands = [];
    private readonly List<string> _sources = [];

    /// <summary>Makes a folder that is not there, mode 0755, root's.</summary>
    public DiskChanges WithFolder(string path)
    {
        _commands.Add($"mkdir {path}");
        _commands.Add($"sif {path} mode 040755");
        return this;
    }

    /// <summary>Writes a file that is not there, root's; its folder is.</summary>
    /// <param name="mode">Four octal digits.</param>
    public DiskChanges WithFile(string path, string text, string mode = "0644")
    {
        var source = $"{raw}.change-{_sources.Count}";
        File.WriteAllText(source, text);
        _sources.Add(source);
        return WithFileFrom(path, source, mode);
    }

    /// <summary>Copies a file of this host.</summary>
    public DiskChanges WithFileFrom(string path, string source, string mode = "0644")
    {
        _commands.Add($"write \"{source}\" {path}");
        _commands.Add($"sif {path} mode 010{mode}");
        return this;
    }

    public DiskChanges WithLink(string path, string target)
    {
        _commands.Add($"symlink {path} {target}");
        return this;
    }

    /// <summary>Removes a file that is there.</summary>
    public DiskChanges Without(string path)
    {
        _commands.Add($"rm {path}");
        return this;
    }

    /// <param name="epoch">Unix seconds that new files get.</param>
    /// <param name="cancellationToken">Leaves the copy half done.</param>
    /// <exception cref="TargetException">One of them could not be made.</exception>
    public async Task MakeAsync(long epoch, CancellationToken cancellationToken)
    {
        try
        {
            await DebugFs.WriteAsync(raw, _commands, epoch, cancellationToken);
        }
        finally
        {
            _sources.ForEach(File.Delete);
        }
    }
}
