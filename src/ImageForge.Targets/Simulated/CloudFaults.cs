namespace ImageForge.Targets.Simulated;

/// <summary>What goes wrong with the cloud as a whole: room in its zones, and the caller's clock.</summary>
internal sealed class CloudFaults(CloudWorld world, TimeProvider time)
{
    private static readonly TimeSpread ShortageTime = new(TimeSpan.FromMinutes(10), 0.6);
    private static readonly TimeSpan JumpMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan JumpedMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan JumpedMax = TimeSpan.FromMinutes(30);
    private readonly List<CapacityShortage> _shortages = [.. world.Settings.Shortages];

    public void Arm()
    {
        foreach (var zone in world.Settings.Zones)
        {
            world.Hourly(FaultKind.CapacityShortage, zone, () => true, stream => Fill(zone, stream));
        }

        // The caller's clock is only ours to move if it is a virtual one.
        if (time is VirtualTime clock)
        {
            world.Hourly(FaultKind.ClockJump, "", () => true, stream => Jump(clock, stream));
        }
    }

    /// <summary>True if a launch finds no room there now.</summary>
    public bool IsFull(string zone)
    {
        _shortages.RemoveAll(shortage => shortage.From + shortage.Lasts <= world.Events.Now);
        return _shortages.Exists(shortage => shortage.Covers(zone, world.Events.Now));
    }

    private void Fill(string zone, SeededDraws stream)
    {
        var lasts = world.WhileFaultsGoOn(ShortageTime.Draw(stream));
        _shortages.Add(new CapacityShortage(zone, world.Events.Now, lasts));
        world.NoteFault(FaultKind.CapacityShortage, null, $"{zone} for {lasts.TotalSeconds:0} s");
    }

    private void Jump(VirtualTime clock, SeededDraws stream)
    {
        var by = stream.Between(-JumpMax, JumpMax);
        var lasts = world.WhileFaultsGoOn(stream.Between(JumpedMin, JumpedMax));
        world.NoteFault(FaultKind.ClockJump, null, $"{by.TotalSeconds:+0;-0} s for {lasts.TotalSeconds:0} s");
        clock.JumpClock(by);
        world.Events.After(lasts, () => clock.JumpClock(-by));
    }
}
