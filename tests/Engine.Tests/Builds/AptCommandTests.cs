using System.Diagnostics;
using ImageForge.Engine.Builds;

namespace ImageForge.Engine.Tests.Builds;

/// <summary>The script around apt-get, with a stand-in for apt-get on the PATH.</summary>
public sealed class AptCommandTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("ifa-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Apt_ends_when_its_caller_is_gone()
    {
        using var shell = Start("""echo "$$"; exec sleep 600""");
        var apt = int.Parse((await shell.StandardOutput.ReadLineAsync(Token))!);

        // What the kernel does to the pipe when we are killed.
        shell.StandardInput.Close();
        await shell.WaitForExitAsync(Token).WaitAsync(Limit, Token);

        Assert.Equal(128 + 9, shell.ExitCode);
        Assert.False(Directory.Exists($"/proc/{apt}"));
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 100", 100)]
    public async Task Its_exit_code_and_words_are_passed_on(string stand, int code)
    {
        using var shell = Start($"""echo "$1 $2"; {stand}""");

        Assert.Equal("update -qq\n", await shell.StandardOutput.ReadToEndAsync(Token));
        await shell.WaitForExitAsync(Token).WaitAsync(Limit, Token);
        Assert.Equal(code, shell.ExitCode);
    }

    private Process Start(string stand)
    {
        var apt = Path.Combine(_folder, "apt-get");
        File.WriteAllText(apt, $"#!/bin/sh\n{stand}\n");
        File.SetUnixFileMode(apt, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo("sh", ["-c", AptCommand.Script, "sh", "update", "-qq"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";
        return Process.Start(start)!;
    }
}
