using ImageForge.Core;

namespace ImageForge.Engine;

/// <summary>
/// Where everything outside the checkout lies. One class knows the layout, so that two rooms never disagree about a
/// path.
/// </summary>
public sealed class StateDirectory
{
    // A unix socket's path holds 108 bytes; ours are at most 40 below the root ("/instances/<24>/monitor.sock").
    private const int RootLengthMax = 64;

    /// <exception cref="ForgeException">The path is too long for the sockets below it.</exception>
    public StateDirectory(string root)
        : this(root, RootLengthMax)
    {
    }

    private StateDirectory(string root, int lengthMax, StateDirectory? installation = null, string? cloud = null)
    {
        Root = Path.GetFullPath(root);
        StoreSetting = Path.Combine(installation?.Root ?? Root, "store.json");
        Schema = cloud is null ? "imageforge" : $"imageforge_{cloud.Replace('-', '_')}";
        if (Root.Length > lengthMax)
        {
            throw new ForgeException(
                ForgeError.Environment,
                $"the state directory {Root} is {Root.Length} characters long; "
                + $"sockets below it allow at most {RootLengthMax}",
                "set IMAGEFORGE_STATE to a shorter path");
        }
    }

    public string Root { get; }

    /// <summary>Says in what the installation's records lie; one for what is real and what is simulated.</summary>
    public string StoreSetting { get; }

    /// <summary>Where they lie in a database that is shared: what is said of one cloud is never read as said of
    /// another.</summary>
    public string Schema { get; }

    public string Database => Path.Combine(Root, "forge.db");

    /// <summary>What the service knows of when bells ring; opened by the one service alone.</summary>
    public string Bells => Path.Combine(Root, "quartz.db");

    public string Keys => Path.Combine(Root, "keys");

    /// <summary>What sensors enrol with, a file each; handed to instances, never to an image.</summary>
    public string Credentials => Path.Combine(Root, "credentials");

    /// <summary>The <c>.deb</c> files by SHA-256.</summary>
    public string Packages => Path.Combine(Root, "packages");

    /// <summary>Package indexes and remembered resolutions.</summary>
    public string Indexes => Path.Combine(Root, "indexes");

    /// <summary>What was fetched of feeds of known vulnerabilities, a folder each.</summary>
    public string Feeds => Path.Combine(Root, "feeds");

    public string Layers => Path.Combine(Root, "layers");

    /// <summary>Work in progress; whatever is here and locked by nobody is a leftover.</summary>
    public string Temporary => Path.Combine(Root, "tmp");

    public string Artifacts => Path.Combine(Root, "artifacts");
    public string Instances => Path.Combine(Root, "instances");
    public string Fleets => Path.Combine(Root, "fleets");

    /// <summary>Kept copies of instances' disks, a folder each.</summary>
    public string Evidence => Path.Combine(Root, "evidence");

    /// <summary>The keys that seal the cookies of whoever signed in to the service's pages.</summary>
    public string Sessions => Path.Combine(Root, "sessions");

    public string Receiver => Path.Combine(Root, "receiver");
    public string Locks => Path.Combine(Root, "locks");

    /// <summary>Held by the service of this state for as long as it lives.</summary>
    public string ServiceLock => Path.Combine(Locks, "service");

    /// <summary>
    /// Where everything of one simulated cloud lies: what is said of its fleets must never be read as said of real
    /// ones, nor of those of another cloud.
    /// </summary>
    /// <param name="cloud">Its id.</param>
    /// <exception cref="ForgeException">The path is too long for the sockets below it.</exception>
    public StateDirectory OfCloud(string cloud) =>
        new(Path.Combine(Root, "simulated", cloud), RootLengthMax, this, cloud);

    /// <summary>
    /// A store in which one rebuild makes everything anew, named by its plan. No machine runs and so no socket lies
    /// below it: its path may be longer than others.
    /// </summary>
    public StateDirectory OfRebuild(Digest plan) =>
        new(Path.Combine(Temporary, $"rebuild-{plan.Hex}"), lengthMax: int.MaxValue);

    /// <summary><c>IMAGEFORGE_STATE</c>, else <c>/var/lib/imageforge</c> for root, else the XDG data home.</summary>
    public static StateDirectory Default()
    {
        if (Environment.GetEnvironmentVariable("IMAGEFORGE_STATE") is { Length: > 0 } configured)
        {
            return new StateDirectory(configured);
        }

        if (Environment.IsPrivilegedProcess)
        {
            return new StateDirectory("/var/lib/imageforge");
        }

        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
        return new StateDirectory(Path.Combine(data, "imageforge"));
    }

    /// <summary>Creates the root (0700: it holds keys, tokens and disks) and the folders directly below it.</summary>
    public void Create()
    {
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        string[] folders =
        [
            Root, Keys, Credentials, Packages, Indexes, Feeds, Layers, Temporary, Artifacts, Instances, Fleets,
            Evidence, Sessions, Receiver, Locks,
        ];
        foreach (var folder in folders)
        {
            Directory.CreateDirectory(folder, Private);
        }
    }
}
