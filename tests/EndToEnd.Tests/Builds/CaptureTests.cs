using System.Security.Cryptography;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.Support;

namespace ImageForge.EndToEnd.Tests.Builds;

/// <summary>Real layers and disks of the web image; no machine is booted.</summary>
[Trait("tier", "vm")]
public sealed class CaptureTests(SharedForge forge)
{
    [Fact]
    public async Task Two_captures_of_one_plan_are_byte_identical()
    {
        var plan = await forge.PlanAsync("web");
        await forge.EnsureLayersAsync(plan);

        var first = await CaptureAsync(plan, "first");
        var second = await CaptureAsync(plan, "second");

        Assert.Equal(["changelogs.txt", "disk.qcow2", "files.sha256", "vmlinuz"], first.Keys);
        Assert.Equal(first, second);
    }

    private async Task<SortedDictionary<string, Digest>> CaptureAsync(BuildPlan plan, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(forge.State.Temporary, $"test-{name}")).FullName;
        try
        {
            await forge.Target.CaptureAsync(plan, folder, new TestProgress(), TestContext.Current.CancellationToken);
            var digests = new SortedDictionary<string, Digest>(StringComparer.Ordinal);
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                using var stream = File.OpenRead(file);
                digests[Path.GetFileName(file)] = new Digest(
                    Convert.ToHexStringLower(
                        await SHA256.HashDataAsync(stream, TestContext.Current.CancellationToken)));
            }

            return digests;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
