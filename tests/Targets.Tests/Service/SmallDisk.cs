using System.Diagnostics;
using ImageForge.Engine;

namespace ImageForge.Targets.Tests.Service;

/// <summary>
/// A disk of a few megabytes that only programs started within it see; it is there for as long as this is. Needs root.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly Process _holder;
    private readonly string _folder;

    public SmallDisk(int megabytes)
    {
        _folder = Directory.CreateTempSubdirectory("ifs-").FullName;
        var mount = $"mount -t tmpfs -o size={megabytes}m,mode=0700 tmpfs {_folder} && echo ready && exec cat";
        _holder = Process.Start(new ProcessStartInfo("unshare", ["--mount", "--propagation", "private", "sh", "-c", mount])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("ready", _holder.StandardOutput.ReadLine());
    }

    /// <summary>The state directory as programs within see it.</summary>
    public string Inside => Path.Combine(_folder, "state");

    /// <summary>
    /// The same directory, seen from here; for files, and not for SQLite, which takes the path apart.
    /// </summary>
    public StateDirectory Outside => new($"/proc/{_holder.Id}/root{Inside}");

    /// <summary>What stands before a command that is to run within.</summary>
    public IReadOnlyList<string> Within => ["nsenter", "-t", $"{_holder.Id}", "-m", "--"];

    private string Filler => $"/proc/{_holder.Id}/root{_folder}/filler";

    /// <summary>Takes all the room there is, and again what was freed since.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        foreach (var size in new[] { 64 * 1024, 4096, 512, 1 })
        {
            while (TryWrite(file, new byte[size]))
            {
                // Until there is no room for one more.
            }
        }
    }

    /// <summary>Copies a state directory in, before anything runs.</summary>
    public void CopyIn(StateDirectory state) => Copy(state.Root, Outside.Root);

    /// <summary>Copies it out, when nothing runs any more.</summary>
    public void CopyOut(StateDirectory state) => Copy(Outside.Root, state.Root);

    public void MakeRoom() => File.Delete(Filler);

    public void Dispose()
    {
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
        Directory.Delete(_folder);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }

        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    private static bool TryWrite(FileStream file, byte[] part)
    {
        try
        {
            file.Write(part);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
