using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.Engine.Definitions;

namespace ImageForge.EndToEnd.Tests.Rotations;

/// <summary>
/// Which commands a rotation intended, in which order, and whether the simulator says the same. Instances that were
/// there before go by their names. New ones are told by slot and attempt: their names follow from the second in which
/// the rotation began.
/// </summary>
internal static class CommandOrder
{
    /// <summary>The intents of a rotation, one line each.</summary>
    public static List<string> Of(IEnumerable<RotationEvent> events)
    {
        var names = new Dictionary<InstanceId, string>();
        var lines = new List<string>();
        foreach (var known in events)
        {
            if (known is RotationEvent.LaunchBegan launch)
            {
                names[launch.Instance] = launch.InPlace
                    ? $"{launch.Instance}"
                    : $"new {launch.Slot}/{launch.Attempt}";
                lines.Add($"{(launch.InPlace ? "Reimage" : "Launch")} {names[launch.Instance]}, slot {launch.Slot}, "
                    + $"attempt {launch.Attempt}, for {launch.Replaces?.Value ?? "nobody"}");
            }
            else if (known is RotationEvent.CommandBegan command)
            {
                lines.Add($"{command.Command} {names.GetValueOrDefault(command.Instance, command.Instance.Value)}");
            }
        }

        return lines;
    }

    /// <summary>
    /// The last rotation of the fleet, which met no fault, did what the simulated one does, line by line. That is a
    /// fair demand only of a policy that begins one pair at a time: then no line depends on which of two machines boots
    /// first.
    /// </summary>
    /// <param name="before">A look just before the rotation began.</param>
    public static async Task AssertAsSimulatedAsync(
        FleetStage stage, DefinitionTree definitions, FleetSnapshot before)
    {
        var (real, simulated) = await BothAsync(stage, definitions, before);
        Assert.Equal(simulated, real);
    }

    /// <summary>
    /// The same of the launch of the whole fleet. All machines of it start at once, so what is compared is the order of
    /// the launches, and for each machine the order of all that is done with it.
    /// </summary>
    public static async Task AssertLaunchedAsSimulatedAsync(FleetStage stage, DefinitionTree definitions)
    {
        var nothing = (await stage.LookAsync()) with { Instances = [] };
        var (real, simulated) = await BothAsync(stage, definitions, nothing);
        Assert.Equal(Launches(simulated), Launches(real));
        Assert.Equal(ByInstance(simulated), ByInstance(real));
    }

    private static async Task<(List<string> Real, List<string> Simulated)> BothAsync(
        FleetStage stage, DefinitionTree definitions, FleetSnapshot before)
    {
        var events = await stage.EventsAsync();
        var began = events.Select((known, index) => (known.Event, index))
            .Last(known => known.Event is RotationEvent.Started).index;
        var policy = new DefinitionReader(definitions.Root).ReadSchedule(stage.Fleet.Value);
        var (real, simulated) = (
            Of(events.Skip(began).Select(known => known.Event)),
            Of(SimulatedTwin.EventsOf(stage, policy, before, [.. events.Take(began + 1)])));
        TestContext.Current.TestOutputHelper?.WriteLine($"real order:\n  {string.Join("\n  ", real)}");
        Assert.NotEmpty(real);
        return (real, simulated);
    }

    private static List<string> Launches(List<string> lines) =>
        [.. lines.Where(line => line.StartsWith("Launch", StringComparison.Ordinal))];

    // Sorted by instance; a sort that keeps what is equal in its order.
    private static List<string> ByInstance(List<string> lines) =>
        [.. lines.OrderBy(line => line.Split(',')[0][(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])];
}
