using ImageForge.Engine.Builds;
using Spectre.Console.Rendering;

namespace ImageForge.Cli.Output;

/// <summary>A build while it runs: a row a step on a terminal, a line a change elsewhere.</summary>
internal sealed class BuildView(Screen screen) : IProgress<BuildProgress>
{
    private readonly Lock _gate = new();
    private readonly List<string> _order = [];
    private readonly Dictionary<string, BuildProgress> _steps = [];
    private readonly Dictionary<string, DateTimeOffset> _began = [];

    public void Report(BuildProgress value)
    {
        lock (_gate)
        {
            var before = _steps.GetValueOrDefault(value.Step);
            if (before is null)
            {
                _order.Add(value.Step);
                _began[value.Step] = DateTimeOffset.UtcNow;
            }

            _steps[value.Step] = value;
            if (!screen.IsLive && before?.State != value.State)
            {
                screen.Line($"  {value.Step,-21} {Word(value),-9}{Seconds(value),8}  {value.Detail}".TrimEnd());
            }
        }
    }

    public IRenderable Draw()
    {
        lock (_gate)
        {
            var sheet = new Sheet("step", "", "seconds", "");
            foreach (var progress in _order.Select(step => _steps[step]))
            {
                sheet.Add(
                    progress.Step, new Cell(Word(progress), ToneOf(progress.State)), Seconds(progress),
                    new Cell(progress.Detail, Tone.Faint));
            }

            return sheet.Draw();
        }
    }

    private static string Word(BuildProgress progress) => progress.State switch
    {
        StepState.Running => "running",
        StepState.Done => "done",
        StepState.Cached => "cached",
        _ => "failed",
    };

    // A step says how long it took when it ends; until then the clock on the wall is what a person compares with.
    private string Seconds(BuildProgress progress) => progress.State switch
    {
        StepState.Running => $"{(DateTimeOffset.UtcNow - _began[progress.Step]).TotalSeconds:0}",
        StepState.Cached => "",
        _ => $"{progress.Seconds:0.0}",
    };

    private static Tone ToneOf(StepState state) => state switch
    {
        StepState.Running => Tone.Waiting,
        StepState.Failed => Tone.Bad,
        StepState.Cached => Tone.Faint,
        _ => Tone.Good,
    };
}
