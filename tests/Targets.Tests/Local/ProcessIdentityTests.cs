using System.Diagnostics;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Local;

public sealed class ProcessIdentityTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public void This_process_is_itself_and_nobody_else()
    {
        var self = ProcessIdentity.Of(Environment.ProcessId)!;
        Assert.Equal(ProcessIdentity.Current, self);
        Assert.True(self.IsAlive);
        Assert.False((self with { StartTime = self.StartTime + 1 }).IsAlive);
        Assert.False((self with { BootId = "another boot" }).IsAlive);
    }

    [Fact]
    public async Task A_killed_process_is_gone_and_killing_it_again_hits_nobody()
    {
        using var sleeper = Process.Start("sleep", "60");
        var identity = ProcessIdentity.Of(sleeper.Id)!;
        Assert.False(await identity.WaitForExitAsync(TimeSpan.Zero, TestContext.Current.CancellationToken));
        identity.Kill();
        Assert.True(await identity.WaitForExitAsync(Limit, TestContext.Current.CancellationToken));
        identity.Kill();
        Assert.Null(ProcessIdentity.Of(sleeper.Id));
    }

    [Fact]
    public async Task A_zombie_is_dead()
    {
        // The shell becomes sleep, which never asks how its child ended. A shell would: the child outlasts it.
        const string Script = """
            until [ "$(cat /proc/$$/comm)" = sleep ]; do sleep 0.01; done &
            echo $!
            exec sleep 60
            """;
        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", Script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var child = int.Parse((await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
        Assert.True(SpinWait.SpinUntil(
            () => File.ReadAllText($"/proc/{child}/stat").Contains(") Z ", StringComparison.Ordinal), Limit));
        Assert.Null(ProcessIdentity.Of(child));
        parent.Kill();
    }

    [Fact]
    public void A_process_name_cannot_shift_the_fields()
    {
        var program = Path.Combine(Path.GetTempPath(), $"a) Z 1 {Guid.NewGuid().ToString("N")[..4]}");
        File.Copy("/bin/sleep", program);
        try
        {
            using var process = Process.Start(program, "60");
            Assert.True(ProcessIdentity.Of(process.Id)!.IsAlive);
            process.Kill();
        }
        finally
        {
            File.Delete(program);
        }
    }

    [Fact]
    public void A_process_is_found_by_an_option_and_its_value_only()
    {
        var mark = Guid.NewGuid().ToString("D");
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "read x", "-uuid", mark])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        })!;
        Assert.Equal(process.Id, Assert.Single(ProcessIdentity.FindByOption("-uuid", mark)).Pid);
        Assert.Empty(ProcessIdentity.FindByOption("-name", mark));
        process.Kill();
    }
}
