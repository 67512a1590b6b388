namespace ImageForge.Targets.Local;

/// <summary>A server as HAProxy sees it.</summary>
/// <param name="Name">The instance's id.</param>
/// <param name="Mode">What it was told.</param>
/// <param name="IsUp">What its checks led to: it takes more than one failed check to take a server down.</param>
/// <param name="CheckStatus">
/// The last check: <c>L7OK</c>, <c>L4CON</c>, <c>L7TOUT</c> …; empty before the first.
/// </param>
/// <param name="Sessions">Requests running on it.</param>
/// <param name="Queued">Requests waiting for it.</param>
public sealed record HaproxyServerView(
    string Name, HaproxyMode Mode, bool IsUp, string CheckStatus, int Sessions, int Queued)
{
    /// <summary>True once a check has passed and it was not taken down since.</summary>
    public bool IsHealthy => IsUp && CheckStatus == "L7OK";

    /// <summary>True while no check has ended yet.</summary>
    public bool IsUnchecked => CheckStatus is "" or "INI" or "UNK";

    public bool IsIdle => Sessions == 0 && Queued == 0;
}
