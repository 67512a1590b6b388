using System.Diagnostics;

namespace ImageForge.Targets.Tests.Service;

/// <summary>The units of systemd that are shipped.</summary>
public sealed class UnitFileTests
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "..", "..", "src", "ImageForge.Server", "systemd"));

    public static TheoryData<string> Units =>
        [.. Directory.GetFiles(Folder).Select(unit => Path.GetFileName(unit)).Order()];

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Systemd_finds_nothing_wrong_with_a_unit(string unit)
    {
        const string Verifier = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(Verifier), "needs systemd-analyze");
        var folder = Directory.CreateTempSubdirectory("ifu-").FullName;
        try
        {
            // The program is not installed where tests run; that it is there is all that is looked for.
            var text = await File.ReadAllTextAsync(Path.Combine(Folder, unit), TestContext.Current.CancellationToken);
            var copy = Path.Combine(folder, unit);
            await File.WriteAllTextAsync(
                copy, text.Replace("/opt/imageforge/imageforge ", "/bin/true ", StringComparison.Ordinal),
                TestContext.Current.CancellationToken);
            using var process = Process.Start(new ProcessStartInfo(Verifier, ["verify", "--man=no", copy])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            })!;
            var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain(unit, said, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Machines_of_a_fleet_survive_the_stop_of_the_service_that_runs_on_their_machine() => Assert.Contains(
        "\nKillMode=process\n", File.ReadAllText(Path.Combine(Folder, "imageforge.service")),
        StringComparison.Ordinal);
}
