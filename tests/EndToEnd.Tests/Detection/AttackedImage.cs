using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Targets.Local;
using ImageForge.Targets.Local.Builds;
using ImageForge.Targets.Local.Detection;

namespace ImageForge.EndToEnd.Tests.Detection;

/// <summary>A machine of an image that tests may do to what they want; nothing of it is left.</summary>
internal static class AttackedImage
{
    /// <param name="act">Gets the machine's folder, and all that starts it.</param>
    public static async Task<T> RunAsync<T>(
        SharedForge forge, BuildPlan plan, string name, Func<string, MachineSpec, Task<T>> act)
    {
        var artifact = forge.Artifacts.FolderOf((await forge.BuildAsync(plan)).Id);
        var folder = Directory.CreateDirectory(Path.Combine(forge.State.Temporary, name)).FullName;
        try
        {
            var spec = await ScenarioMachine.SpecAsync(
                Path.Combine(artifact, "disk.qcow2"), Path.Combine(artifact, "vmlinuz"), folder, name, Guid.NewGuid(),
                plan.Definition.Disk.MemoryMiB, plan.SourceDateEpoch, TestContext.Current.CancellationToken);
            return await act(folder, spec);
        }
        finally
        {
            await QemuMachine.EndAsync(folder, CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Lays packages into a machine that was not started yet, as <c>/srv/debs/*.deb</c>.</summary>
    /// <param name="folder">The machine's.</param>
    public static async Task PutPackagesAsync(
        SharedForge forge, string folder, IReadOnlyCollection<PackageVersion> packages, long epoch)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var files = await forge.Packages.FetchAsync([.. packages], offline: false, new TestProgress(), cancellation);
        var changes = new DiskChanges(Path.Combine(folder, "disk.raw")).WithFolder("/srv/debs");
        foreach (var (index, file) in files.Values.Index())
        {
            changes.WithFileFrom($"/srv/debs/{index}.deb", file);
        }

        await changes.MakeAsync(epoch, cancellation);
    }
}
