using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ImageForge.Cli.Output;

/// <summary>
/// A rotation while it runs: the fleet as a table on a terminal; elsewhere a line for each command, for each instance
/// whose
/// state changed, and for each new reason to wait.
/// </summary>
/// <param name="target">The image it goes to; null where the journal says which.</param>
internal sealed class RotationView(Screen screen, ArtifactId? target)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<InstanceId, string> _shown = [];
    private string _holds = "";
    private RotationPass? _last;

    public void Show(RotationPass pass)
    {
        lock (_gate)
        {
            _last = pass;
            if (!screen.IsLive)
            {
                Print(pass);
            }
        }
    }

    public IRenderable Draw()
    {
        lock (_gate)
        {
            if (_last is null)
            {
                return new Text("looking at the fleet", Sheet.StyleOf(Tone.Faint));
            }

            var lines = new List<IRenderable>
            {
                FleetSheet.Of(_last.Snapshot, _last.History.Target ?? target).Draw(),
                new Text(Count(_last.Plan)),
            };
            lines.AddRange(Acts(_last).Select(act => new Text($"  {act}", Sheet.StyleOf(Tone.Good))));
            lines.AddRange(_last.Plan.Holds.Select(hold => new Text($"  {Words(hold)}", Sheet.StyleOf(Tone.Waiting))));
            return new Rows(lines);
        }
    }

    /// <summary>The numbers a rotation rests on, in a line.</summary>
    public static string Count(RotationPlan plan) =>
        $"{plan.Count.OnTarget} of {plan.Limits.Desired} on the image, "
        + $"{plan.Count.Available} available (floor {plan.Limits.Floor}), "
        + $"{plan.Count.Total} in all (ceiling {plan.Limits.Ceiling})";

    public static string Words(Hold hold) =>
        $"{hold.Instance?.Value ?? "fleet"}: {hold.Reason}, {hold.Detail}"
        + (hold.NextEligibleAt is { } next ? $", next look {next.ToLocalTime():HH:mm:ss}" : "");

    private static IEnumerable<string> Acts(RotationPass pass) =>
        pass.Plan.Commands.Select(
            command => $"{command.GetType().Name.ToLowerInvariant()} {command.Instance}: {command.Reason}")
            .Concat(pass.Failures);

    private void Print(RotationPass pass)
    {
        foreach (var instance in pass.Snapshot.Instances)
        {
            var state = $"{FleetSheet.Service(instance)}, app {instance.App.Detail}, sensor {instance.Sensor.Detail}";

            // Without the details: a count of seconds or rules that moves is no news.
            var key = $"{FleetSheet.Service(instance)}/{instance.App.State}/{instance.Sensor.State}";
            if (_shown.GetValueOrDefault(instance.Id) != key)
            {
                _shown[instance.Id] = key;
                screen.Line($"  {instance.Id}  {instance.Image}  {state}");
            }
        }

        foreach (var act in Acts(pass))
        {
            screen.Line($"  → {act}");
        }

        var holds = string.Join("; ", pass.Plan.Holds.Select(hold => $"{hold.Instance}/{hold.Reason}").Distinct());
        if (holds != _holds && pass.Plan.Commands.IsEmpty)
        {
            foreach (var hold in pass.Plan.Holds)
            {
                screen.Line($"  … {Words(hold)}");
            }
        }

        _holds = holds;
    }
}
