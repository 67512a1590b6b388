namespace ImageForge.Targets.Simulated;

/// <summary>
/// What happens to an instance by itself: boot, start, failure, death. Drawn by its launch token, so it does not depend
/// on what else is launched, or when.
/// </summary>
internal sealed class InstanceLife(CloudWorld world, Action<SimulatedInstance> changed)
{
    private static readonly TimeSpread Outage = new(TimeSpan.FromMinutes(3), 0.6);

    /// <summary>A fresh root disk: everything starts from the boot.</summary>
    public void Boot(SimulatedInstance instance)
    {
        var life = ++instance.Life;
        (instance.Booted, instance.AppUp, instance.AppBroken) = (false, false, false);
        (instance.SensorUp, instance.SensorBroken, instance.Silenced) = (false, false, false);
        (instance.BeatsSince, instance.BeatsUntil) = (null, null);
        if (!Fails(FaultKind.NeverBoots, instance))
        {
            After(instance, life, world.Settings.Boot, "boot", () => Start(instance, life));
        }
    }

    /// <summary>Lets it break and die, from now on, at the rates of the settings.</summary>
    public void Age(SimulatedInstance instance)
    {
        bool Lives() => instance is { IsGone: false, Running: true };
        var key = instance.Token;
        world.Hourly(FaultKind.Dies, key, Lives, _ =>
        {
            world.NoteFault(FaultKind.Dies, instance.Id, "");
            End(instance);
        });
        world.Hourly(FaultKind.AppBreaks, key, Lives, stream => Break(
            FaultKind.AppBreaks, instance, stream, instance.AppUp && !instance.AppBroken,
            isBroken => instance.AppBroken = isBroken));
        world.Hourly(FaultKind.SensorBreaks, key, Lives, stream => Break(
            FaultKind.SensorBreaks, instance, stream, instance.SensorUp && !instance.SensorBroken,
            isBroken => instance.SensorBroken = isBroken));
    }

    /// <summary>It ends by itself; what it was remains to be seen.</summary>
    public void End(SimulatedInstance instance)
    {
        if (instance is { IsGone: false, Running: true })
        {
            instance.Running = false;
            instance.BeatsUntil ??= world.Events.Now;
            changed(instance);
        }
    }

    private void Start(SimulatedInstance instance, int life)
    {
        instance.Booted = true;
        changed(instance);
        var bad = world.Settings.BadImages.FirstOrDefault(candidate => candidate.Image == instance.Image);
        if (bad is not { BreaksAfter: null } && !Fails(FaultKind.AppNeverUp, instance))
        {
            After(instance, life, world.Settings.AppUp, "app-up", () => instance.AppUp = true);
        }

        if (bad?.BreaksAfter is { } breaksAfter)
        {
            After(instance, life, breaksAfter, () => instance.AppBroken = true);
        }

        if (!Fails(FaultKind.SensorNeverUp, instance))
        {
            After(instance, life, world.Settings.SensorUp, "sensor-up", () =>
            {
                instance.SensorUp = true;
                instance.BeatsSince = world.Events.Now;
            });
        }
    }

    private void Break(
        FaultKind kind, SimulatedInstance instance, SeededDraws stream, bool works, Action<bool> setBroken)
    {
        var lasts = world.WhileFaultsGoOn(Outage.Draw(stream));
        if (works)
        {
            world.NoteFault(kind, instance.Id, $"for {lasts.TotalSeconds:0} s");
            setBroken(true);
            changed(instance);
            After(instance, instance.Life, lasts, () => setBroken(false));
        }
    }

    private bool Fails(FaultKind kind, SimulatedInstance instance) =>
        world.Occurs(kind, instance.Token, instance.Id);

    private void After(SimulatedInstance instance, int life, TimeSpread spread, string concern, Action happen) =>
        After(instance, life, spread.Draw(world.Stream(concern, instance.Token)), happen);

    private void After(SimulatedInstance instance, int life, TimeSpan wait, Action happen) =>
        world.Events.After(wait, () =>
        {
            if (instance is { IsGone: false, Running: true } && instance.Life == life)
            {
                happen();
                changed(instance);
            }
        });
}
