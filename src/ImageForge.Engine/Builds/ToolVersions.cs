using System.Collections.Immutable;
using System.Text;
using CliWrap;

namespace ImageForge.Engine.Builds;

/// <summary>
/// Versions of tools as they say themselves, remembered by path, size and time of the binary: a build of nothing new
/// starts no process to ask again.
/// </summary>
public sealed class ToolVersions(StateDirectory state)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);

    private string MemoryPath => Path.Combine(state.Indexes, "tools.json");

    /// <summary>The first line a tool prints about its version.</summary>
    /// <param name="tools">Tool by name, with the arguments that make it say its version.</param>
    /// <param name="cancellationToken">Ends a tool that hangs.</param>
    /// <exception cref="ForgeException">A tool is missing or says nothing.</exception>
    public async Task<ImmutableSortedDictionary<string, string>> OfAsync(
        IReadOnlyDictionary<string, IReadOnlyList<string>> tools, CancellationToken cancellationToken)
    {
        var remembered = StoredJson.TryRead(MemoryPath, BuildJson.Default.ImmutableSortedDictionaryStringString)
            ?? ImmutableSortedDictionary<string, string>.Empty;
        var memory = remembered;
        var versions = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (tool, arguments) in tools)
        {
            var binary = Find(tool);
            var mark = $"{tool} {binary.FullName} {binary.Length} {binary.LastWriteTimeUtc.Ticks}";
            if (!memory.TryGetValue(mark, out var version))
            {
                version = await AskAsync(binary.FullName, arguments, cancellationToken);
                var older = memory.Keys.Where(key => key.StartsWith($"{tool} ", StringComparison.Ordinal));
                memory = memory.RemoveRange(older).Add(mark, version);
            }

            versions[tool] = version;
        }

        if (memory != remembered)
        {
            StoredJson.Write(MemoryPath, memory, BuildJson.Default.ImmutableSortedDictionaryStringString);
        }

        return versions.ToImmutable();
    }

    // The administrator's folders too: an ordinary user's PATH often leaves out where mkfs lies.
    private static FileInfo Find(string tool)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/local/sbin", "/usr/sbin", "/sbin"]);
        var path = folders.Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists)
            ?? throw new ForgeException(
                ForgeError.Environment, $"{tool} is missing", "`imageforge doctor` says which package brings it");
        return (FileInfo?)File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
    }

    private static async Task<string> AskAsync(
        string path, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AnswerLimit);

        // mkfs.ext4 says it on stderr, others end with an error after it: what was said counts.
        await Cli.Wrap(path).WithArguments(arguments)
            .WithEnvironmentVariables(set => set.Set("LC_ALL", "C"))
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(errors))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(deadline.Token);
        return $"{output}\n{errors}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .FirstOrDefault()
            ?? throw new ForgeException(
                ForgeError.Environment, $"{path} {string.Join(' ', arguments)} says no version", "reinstall the tool");
    }
}
