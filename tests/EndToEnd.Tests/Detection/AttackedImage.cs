using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Targets.Local;
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
}
