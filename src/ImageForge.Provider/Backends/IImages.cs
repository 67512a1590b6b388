using System.Collections.Immutable;

namespace ImageForge.Provider.Backends;

/// <summary>Images, wherever they are built.</summary>
internal interface IImages
{
    /// <summary>What the definition says now. Quick: asked of every image at every preview.</summary>
    /// <exception cref="Engine.ForgeException">There is none of that name (NotFound).</exception>
    /// <exception cref="Engine.Definitions.DefinitionException">A file is wrong.</exception>
    Task<DefinitionState> ReadDefinitionAsync(ImageOrder order, CancellationToken cancellationToken);

    /// <summary>What a build would do, a line each; touches nothing.</summary>
    Task<ImmutableArray<string>> PlanAsync(ImageOrder order, CancellationToken cancellationToken);

    /// <summary>Builds it, or finds what an earlier build of the same plan made; refused versions too.</summary>
    /// <param name="progress">What it is at, in a few words.</param>
    /// <exception cref="Engine.ForgeException">A step failed; the same call goes on where this one was.</exception>
    Task<BuiltImage> BuildAsync(ImageOrder order, Action<string> progress, CancellationToken cancellationToken);

    /// <summary>A version in any state; null if its files are gone, or none can be called so.</summary>
    /// <param name="reference">An image, a channel of it, or a version.</param>
    /// <param name="target">Where; null: the service's own.</param>
    /// <exception cref="Engine.ForgeException">More than one version begins so (NotFound).</exception>
    Task<BuiltImage?> FindAsync(string reference, string? target, CancellationToken cancellationToken);

    /// <summary>What a channel names.</summary>
    /// <exception cref="Engine.ForgeException">Nothing is released there (NotFound).</exception>
    Task<BuiltImage> FindReleasedAsync(
        string image, string channel, string? target, CancellationToken cancellationToken);

    /// <summary>The Pulumi resources that keep versions of an image.</summary>
    Task<ImmutableArray<ImagePinWord>> PinsAsync(string image, string? target, CancellationToken cancellationToken);

    /// <summary>Keeps a version for a resource. Said again, nothing changes.</summary>
    Task PinAsync(ImagePinWord pin, string? target, CancellationToken cancellationToken);

    Task UnpinAsync(ImagePinWord pin, string? target, CancellationToken cancellationToken);

    /// <summary>How many packages a build now would bring in another version; null where nobody can say.</summary>
    Task<int?> PackagesAvailableAsync(ImageOrder order, string version, CancellationToken cancellationToken);

    /// <summary>Deprecates a version and removes it; does nothing if it is gone.</summary>
    /// <param name="pin">Whose resource goes with it.</param>
    /// <returns>What became of it, for people.</returns>
    /// <exception cref="Engine.ForgeException">Something still uses it (InUse): names what.</exception>
    Task<string> RemoveAsync(ImagePinWord pin, string? target, CancellationToken cancellationToken);
}
