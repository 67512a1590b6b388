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
    private const string ReimageFileName = "reimage.json";
    private const string IsolationFileName = "isolation.json";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Files that say what it was and what it printed: kept beside a copy of its disk.</summary>
    internal static readonly IReadOnlyList<string> Notes =
        [LaunchFileName, IsolationFileName, MachineSpec.SerialLogName];

    private readonly StateDirectory _state;

    internal InstanceFolder(StateDirectory state, string name)
    {
        _state = state;
        Id = new InstanceId(LocalName.Check(name));
        Path = System.IO.Path.Combine(state.Instances, name);
    }

    public InstanceId Id { get; }
    public string Path { get; }

    /// <summary>Null only where somebody put a folder or took the file away by hand.</summary>
    public InstanceLaunch? Launch
    {
        get => StateFile.Read<InstanceLaunch>(File(LaunchFileName));
        internal set => StateFile.Write(File(LaunchFileName), value);
    }

    /// <summary>A reimage that has begun and is not finished; null if there is none.</summary>
    internal PendingReimage? Pending
    {
        get => StateFile.Read<PendingReimage>(File(ReimageFileName));
        set => StateFile.Write(File(ReimageFileName), value);
    }

    /// <summary>Null if nobody asked to cut it off.</summary>
    internal Isolation? Isolation
    {
        get => StateFile.Read<Isolation>(File(IsolationFileName));
        set => StateFile.Write(File(IsolationFileName), value);
    }

    /// <summary>What the load balancer was last asked to do with it.</summary>
    public WantedService Wanted
    {
        get => StateFile.Read<WantedRecord>(File("service.json"))?.Wanted ?? WantedService.Unregistered;
        set => StateFile.Write(File("service.json"), new WantedRecord(value));
    }

    /// <summary>The machine as last recorded, running or not; null before its first start.</summary>
    public QemuMachine? Machine => QemuMachine.Open(Path);

    /// <summary>The last record of a machine here, also of one whose start was not seen to succeed.</summary>
    internal MachineRecord? MachineRecord => QemuMachine.ReadRecord(Path);

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

    /// <summary>The root disk of a launch or reimage of this instance.</summary>
    public string OverlayOf(InstanceLaunch launch) => File(launch.Overlay);

    internal static string OverlayName(Guid uuid) => $"root-{uuid:N}.qcow2";

    /// <summary>Removes what a finished reimage left: its note, and every disk that is nobody's now.</summary>
    internal void RemoveLeftovers()
    {
        var launch = Launch!;
        if (Pending?.Launch.Token == launch.Token)
        {
            System.IO.File.Delete(File(ReimageFileName));
        }

        string?[] needed = [launch.Overlay, Pending?.Launch.Overlay];
        foreach (var disk in Directory.EnumerateFiles(Path, "root*.qcow2*").ToList())
        {
            if (!needed.Contains(System.IO.Path.GetFileName(disk), StringComparer.Ordinal))
            {
                System.IO.File.Delete(disk);
            }
        }
    }

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

    internal static InstanceFolder Create(StateDirectory state, InstanceId instance, InstanceLaunch launch)
    {
        var folder = new InstanceFolder(state, instance.Value);
        var unfinished = System.IO.Path.Combine(state.Temporary, $"instance-{instance}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(unfinished, Private);
        StateFile.Write(System.IO.Path.Combine(unfinished, LaunchFileName), launch);
        Directory.Move(unfinished, folder.Path);
        return folder;
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);

    private sealed record WantedRecord(WantedService Wanted);
}
