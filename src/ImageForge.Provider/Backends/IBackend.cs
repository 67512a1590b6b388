namespace ImageForge.Provider.Backends;

/// <summary>Who does the work: this machine, or a service elsewhere.</summary>
internal interface IBackend : IDisposable
{
    IImages Images { get; }

    IFleets Fleets { get; }

    /// <summary>Where waivers are written; null where they are somebody else's.</summary>
    WaiverFiles? Waivers { get; }

    /// <summary>The target where a program names none; null: the service's own.</summary>
    string? Target { get; }
}
