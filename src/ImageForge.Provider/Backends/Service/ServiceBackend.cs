namespace ImageForge.Provider.Backends.Service;

/// <summary>
/// The work is submitted to `imageforge serve` and followed: keys and approvals stay there, and this machine needs
/// nothing but a connection. Whoever stops following stops nothing.
/// </summary>
internal sealed class ServiceBackend : IBackend
{
    private readonly ServiceClient _client;

    public ServiceBackend(Uri endpoint, string token)
    {
        _client = new ServiceClient(endpoint, token);
        Images = new ServiceImages(_client);
        Fleets = new ServiceFleets(_client);
    }

    public IImages Images { get; }
    public IFleets Fleets { get; }

    /// <summary>Reviewed files of the service.</summary>
    public WaiverFiles? Waivers => null;

    /// <summary>The service's own.</summary>
    public string? Target => null;

    public void Dispose() => _client.Dispose();
}
