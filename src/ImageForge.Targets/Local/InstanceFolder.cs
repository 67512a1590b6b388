using ImageForge.Core.Fleets;
using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>
/// Everything of one instance: <c>launch.json</c>, overlay, machine record, serial console, wanted service. Appears and
/// vanishes by rename, so no folder is ever without its reason.
/// </summary>
public sealed class InstanceFolder
{
    private const string LaunchFileName = "launch.json";
    private const string OwnerFileName = "owner.json";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly StateDirectory _state;

    internal InstanceFolder(StateDirectory state, string name)
    {
        _state = state;
        Id = new InstanceId(LocalName.Check(name));
        Path = System.IO.Path.Combine(state.Instances, name);
    }

    public InstanceId Id { get; }
    public string Path { get; }
    public string Overlay => System.IO.Path.Combine(Path, "root.qcow2");

    /// <summary>Null for a folder that is not an instance of a fleet, such as a gate's.</summary>
    public InstanceLaunch? Launch => StateFile.Read<InstanceLaunch>(File(LaunchFileName));

    /// <summary>The process on whose behalf a throw-away instance runs; null for an instance of a fleet.</summary>
    public ProcessIdentity? Owner => StateFile.Read<ProcessIdentity>(File(OwnerFileName));

    /// <summary>What the load balancer was last asked to do with it.</summary>
    public WantedService Wanted
    {
        get => StateFile.Read<WantedRecord>(File("service.json"))?.Wanted ?? WantedService.Unregistered;
        set => StateFile.Write(File("service.json"), new WantedRecord(value));
    }

    /// <summary>The machine as last recorded, running or not; null before its first start.</summary>
    public QemuMachine? Machine => QemuMachine.Open(Path);

    /// <summary>Every folder there is, sorted by id.</summary>
    public static IEnumerable<InstanceFolder> All(StateDirectory state) =>
        Directory.Exists(state.Instances)
            ? Directory.EnumerateDirectories(state.Instances)
                .Select(path => System.IO.Path.GetFileName(path)!)
                .Where(LocalName.IsValid)
                .Select(name => new InstanceFolder(state, name))
                .OrderBy(folder => folder.Id)
            : [];

    /// <summary>The folder of an instance; null if it is gone or never was.</summary>
    public static InstanceFolder? Find(StateDirectory state, InstanceId instance)
    {
        var folder = new InstanceFolder(state, instance.Value);
        return Directory.Exists(folder.Path) ? folder : null;
    }

    /// <summary>Makes the folder of a throw-away instance that ends with its owner, such as a gate's.</summary>
    public static InstanceFolder CreateOwned(StateDirectory state, InstanceId instance) =>
        Create(state, instance, OwnerFileName, ProcessIdentity.Current);

    /// <summary>Removes the folder. Ends no process: that comes first.</summary>
    public void Remove()
    {
        if (Directory.Exists(Path))
        {
            var removed = System.IO.Path.Combine(_state.Temporary, $"removed-{Id}-{Guid.NewGuid():N}");
            Directory.Move(Path, removed);
            Directory.Delete(removed, recursive: true);
        }
    }

    internal static InstanceFolder Create(StateDirectory state, InstanceId instance, InstanceLaunch launch) =>
        Create(state, instance, LaunchFileName, launch);

    private static InstanceFolder Create<T>(StateDirectory state, InstanceId instance, string reasonFile, T reason)
    {
        var folder = new InstanceFolder(state, instance.Value);
        var unfinished = System.IO.Path.Combine(state.Temporary, $"instance-{instance}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(unfinished, Private);
        StateFile.Write(System.IO.Path.Combine(unfinished, reasonFile), reason);
        Directory.Move(unfinished, folder.Path);
        return folder;
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);

    private sealed record WantedRecord(WantedService Wanted);
}
