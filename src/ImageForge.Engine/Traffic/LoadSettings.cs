namespace ImageForge.Engine.Traffic;

/// <summary>How a <see cref="LoadGenerator"/> asks.</summary>
public sealed record LoadSettings
{
    /// <summary>What is asked for; each request adds a query of its own, so that no cache answers.</summary>
    public required Uri Address { get; init; }

    /// <summary>Requests a second; 0.1 to 1,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside these limits.</exception>
    public double Rate
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 0.1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000);
            field = value;
        }
    } = 20;

    /// <summary>From sending to the last byte of the answer; later counts as failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Requests under way at once. One more is not sent but counts as sent and failed: waiting would hide an outage.
    /// </summary>
    public int InFlightMax { get; init; } = 256;

    /// <summary>Answer header that names who answered; where it is missing nothing is counted by instance.</summary>
    public string InstanceHeader { get; init; } = "X-Instance";
}
