using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>
/// One thing done to a tree. A target executes these and knows nothing of controls, sensors or definitions, so a later
/// cloud target runs the same bundle in a builder instance.
/// </summary>
public abstract record ProvisionStep
{
    private ProvisionStep() { }

    /// <summary>Creates the base tree out of exactly these packages. First step of the first layer only.</summary>
    public sealed record Bootstrap(BaseSystem Base, ImmutableArray<PackageVersion> Packages) : ProvisionStep;

    /// <summary>Installs exactly these packages; nothing else may come along.</summary>
    public sealed record InstallPackages(ImmutableArray<PackageVersion> Packages) : ProvisionStep;

    /// <summary>Writes a file from the host, creating missing directories as root 0755.</summary>
    public sealed record CopyFile(FileEntry File) : ProvisionStep;

    /// <summary>Writes a file whose text the plan itself holds.</summary>
    public sealed record WriteText(string Path, string Text, string Mode) : ProvisionStep;

    /// <summary>Creates an account without a password.</summary>
    public sealed record CreateUser(UserAccount User) : ProvisionStep;

    /// <summary>Enables or masks a unit with the tree's own systemctl.</summary>
    public sealed record SetUnit(string Unit, bool Masked) : ProvisionStep;

    /// <summary>Runs a script (sh -eu) in a chroot, as root, without network, with only this environment.</summary>
    /// <param name="Name">Shown in progress and errors, such as <c>control sshd-no-root-login</c>.</param>
    public sealed record RunScript(string Name, string Script, ImmutableSortedDictionary<string, string> Environment)
        : ProvisionStep;

    /// <summary>Runs one of the image's own scripts; what sealing would take away of it again is refused.</summary>
    public sealed record RunOwnScript(ImageStep.Script Script) : ProvisionStep;

    /// <summary>Runs a playbook against the tree; what sealing would take away of it again is refused.</summary>
    /// <param name="Playbook">What is run.</param>
    /// <param name="Tools">Key of the layer that holds Ansible: its version decides bytes.</param>
    public sealed record RunPlaybook(ImageStep.Playbook Playbook, Digest Tools) : ProvisionStep;
}
