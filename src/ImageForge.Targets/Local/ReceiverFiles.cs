using System.Globalization;
using ImageForge.Engine;
using ImageForge.Engine.Store;

namespace ImageForge.Targets.Local;

/// <summary>
/// What the heartbeat receiver keeps in the state directory, for itself and for those who look for it.
/// </summary>
public sealed class ReceiverFiles(StateDirectory state)
{
    private string PortFile => Path.Combine(state.Receiver, "port");
    private string IdentityFile => Path.Combine(state.Receiver, "process.json");

    /// <summary>Held by the running receiver for as long as it lives.</summary>
    public string Lock => Path.Combine(state.Locks, "receiver");

    public string Log => Path.Combine(state.Receiver, "log");

    /// <summary>The port chosen at the first start; null before. Instances carry it, so it never changes.</summary>
    /// <exception cref="ForgeException">The file does not hold a port.</exception>
    public int? ReadPort()
    {
        if (!File.Exists(PortFile))
        {
            return null;
        }

        var text = File.ReadAllText(PortFile).Trim();
        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : throw new ForgeException(
                ForgeError.Integrity, $"{PortFile} holds '{text}', not a port",
                "write the receiver's port there, or remove the file when no instance is left");
    }

    public void WritePort(int port)
    {
        File.WriteAllText(PortFile + ".new", port.ToString(CultureInfo.InvariantCulture));
        File.Move(PortFile + ".new", PortFile, overwrite: true);
    }

    /// <summary>The process that was the receiver last; null before the first start. It may have ended.</summary>
    public ProcessIdentity? ReadIdentity() => StateFile.Read<ProcessIdentity>(IdentityFile);

    /// <summary>Since when the running receiver listens; null if it does not run.</summary>
    public DateTimeOffset? ListensSince() =>
        ReadIdentity() is { IsAlive: true } ? new DateTimeOffset(File.GetLastWriteTimeUtc(IdentityFile)) : null;

    /// <summary>True if the process is a service of this state: the receiver is a part of it then.</summary>
    public bool IsService(ProcessIdentity process)
    {
        ArgumentNullException.ThrowIfNull(process);
        var holder = process.Pid.ToString(CultureInfo.InvariantCulture);
        return state.ServiceLocks().Any(path => LockFile.HolderOf(path) == holder);
    }

    /// <summary>Says that no receiver runs, although the process that was it still does.</summary>
    public void ForgetIdentity() => File.Delete(IdentityFile);

    public void WriteIdentity(ProcessIdentity process) => StateFile.Write(IdentityFile, process);
}
