using System.ComponentModel;
using CliWrap;
using ImageForge.Engine;

namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// Runs one of our scripts as process 1 of mount, pid, network, ipc and uts namespaces of its own; as an ordinary
/// user also of a user namespace, where it is root. When this process ends, however it ends, so does everything in
/// there: no mount, no process and no network of the host is ever touched.
/// </summary>
internal sealed class BuildNamespace(StateDirectory state)
{
    private const char Marker = '\u001e';
    private const int OutputMax = 4096;

    // The administrator's folders too: an ordinary user's PATH leaves out where mkfs lies.
    private const string ToolPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly TimeSpan RemovalLimit = TimeSpan.FromMinutes(5);

    private static readonly string[] NewNamespaces =
    [
        "--mount", "--propagation", "private", "--ipc", "--uts", "--pid", "--fork", "--kill-child",
        "--mount-proc",
    ];

    private static readonly string[] NoNetwork = ["--net"];
    private static readonly string[] AsRoot = ["--user", "--map-root-user", "--map-auto"];

    /// <inheritdoc cref="RunAsync(string, IReadOnlyList{string}, IReadOnlyDictionary{string, string}, TimeSpan,
    /// Action{string}, NamespaceOptions, CancellationToken)"/>
    public Task RunAsync(
        string script, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, TimeSpan limit,
        Action<string> onSay, CancellationToken cancellationToken) =>
        RunAsync(script, arguments, environment, limit, onSay, new NamespaceOptions(), cancellationToken);

    /// <summary>Runs a script to its end.</summary>
    /// <param name="script">Path of the script; it and <paramref name="arguments"/> are relative to the state
    /// directory.</param>
    /// <param name="arguments">Handed to the script as they are.</param>
    /// <param name="environment">All the script gets beside <c>PATH</c> and <c>LC_ALL</c>.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="onSay">Told each line that the script says to us, such as <c>step 3</c>.</param>
    /// <param name="options">What is different from the rule.</param>
    /// <param name="cancellationToken">Kills the namespace.</param>
    /// <exception cref="ForgeException">This machine cannot: no namespaces, no overlay, a missing tool, a full
    /// disk.</exception>
    /// <exception cref="ScriptException">The script failed or took too long.</exception>
    public async Task RunAsync(
        string script, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, TimeSpan limit,
        Action<string> onSay, NamespaceOptions options, CancellationToken cancellationToken)
    {
        var output = new OutputTail(OutputMax);
        var unusable = "namespaces";
        var process = Command(["/bin/bash", script, .. arguments], environment, options)
            .WithStandardOutputPipe(PipeTarget.ToDelegate(line =>
            {
                if (!line.StartsWith(Marker))
                {
                    output.Add(line);
                    options.OnOutput?.Invoke(line);
                    return;
                }

                var said = line[1..];
                unusable = said switch
                {
                    "ready" => "",
                    _ when said.StartsWith("unusable ", StringComparison.Ordinal) => said["unusable ".Length..],
                    _ => unusable,
                };
                output.Clear();
                onSay(said);
            }))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(output.Add));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        int code;
        try
        {
            code = (await process.ExecuteAsync(deadline.Token)).ExitCode;
        }
        catch (Win32Exception exception)
        {
            throw new ForgeException(
                ForgeError.Environment, $"unshare cannot be run: {exception.Message}",
                "run: imageforge doctor", exception);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ScriptException($"it took longer than {limit.TotalMinutes:0} min", $"{output}");
        }

        if (code != 0)
        {
            throw Meaning(code, unusable, $"{output}");
        }
    }

    /// <summary>Removes a tree whose entries may belong to users that exist only in the namespace.</summary>
    /// <exception cref="ForgeException">Something in it cannot be removed.</exception>
    public static async Task RemoveTreeAsync(string path, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        if (Environment.IsPrivilegedProcess)
        {
            Directory.Delete(path, recursive: true);
            return;
        }

        var result = await HostCommand.RunAsync(
            "unshare", [.. AsRoot, "--", "rm", "-rf", "--one-file-system", "--", path], RemovalLimit,
            cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new ForgeException(
                ForgeError.Environment, $"{path} cannot be removed: {result.ErrorText}", "remove it as root");
        }
    }

    private Command Command(
        string[] command, IReadOnlyDictionary<string, string> environment, NamespaceOptions options) => Cli.Wrap("env")
        .WithArguments([
            "-i", $"PATH={ToolPath}", "LC_ALL=C", .. environment.Select(pair => $"{pair.Key}={pair.Value}"),
            "unshare", .. NewNamespaces, .. options.HasNetwork ? [] : NoNetwork,
            .. Environment.IsPrivilegedProcess ? [] : AsRoot, "--", .. command,
        ])
        .WithWorkingDirectory(state.Root)

        // The script reads this pipe and ends its namespace when it breaks, as it does when we are killed.
        .WithStandardInputPipe(PipeSource.Create((_, token) => Task.Delay(Timeout.InfiniteTimeSpan, token)))
        .WithValidation(CommandResultValidation.None);

    private Exception Meaning(int code, string unusable, string output)
    {
        if (output.Contains("No space left on device", StringComparison.Ordinal))
        {
            return new ForgeException(
                ForgeError.Environment, $"the disk under {state.Root} is full",
                "make room (`imageforge gc` helps), or set IMAGEFORGE_STATE");
        }

        return unusable switch
        {
            "namespaces" => new ForgeException(
                ForgeError.Environment, $"this machine lets us make no namespaces: {output}",
                "run as root, or allow user namespaces and give this user a range in /etc/subuid and /etc/subgid"),
            "overlay" => new ForgeException(
                ForgeError.Environment, $"no overlay can be mounted under {state.Root}: {output}",
                "set IMAGEFORGE_STATE to a folder on a local ext4, xfs or btrfs file system"),
            _ => new ScriptException($"exit code {code}", output, unusable),
        };
    }
}
