using ImageForge.Engine.Quickstart;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ImageForge.Cli.Output;

/// <summary>A quickstart while it runs: what is done, what is being done, and the numbers that matter now.</summary>
internal sealed class QuickstartView(Screen screen, QuickstartOptions options) : IProgress<QuickstartEvent>
{
    private readonly Lock _gate = new();
    private readonly List<string> _done = [];
    private string _current = "";
    private DateTimeOffset _began;
    private BuildView? _build;
    private RotationView? _rotation;
    private string _traffic = "";

    public void Introduce()
    {
        screen.Heading("ImageForge quickstart");
        screen.Line("  1  build the image from the release suite alone: the image of a while ago");
        screen.Line($"  2  start fleet {options.Fleet} on it, behind a load balancer");
        screen.Line("  3  build it again with today's updates: the patched image");
        screen.Line($"  4  move the fleet onto it while {options.Rate:0.##} requests a second go through");
        screen.Line("  5  say what happened; prove it, or fail");
        screen.Line();
    }

    public void Report(QuickstartEvent value)
    {
        lock (_gate)
        {
            switch (value)
            {
                case QuickstartEvent.PhaseBegan began:
                    Begin(began.Phase);
                    break;
                case QuickstartEvent.PhaseEnded ended:
                    End($"{Title(ended.Phase)}: {ended.Outcome}, {Ago.Span(ended.Took)}");
                    break;
                case QuickstartEvent.Building building:
                    (_build ??= new BuildView(screen)).Report(building.Progress);
                    break;
                case QuickstartEvent.Passed passed:
                    (_rotation ??= new RotationView(screen, passed.Pass.History.Target ?? default)).Show(passed.Pass);
                    break;
                case QuickstartEvent.Traffic traffic:
                    _traffic =
                        $"{traffic.Load.Sent} requests sent, {traffic.Load.Failed} failed; "
                        + $"lowest serving {traffic.Probe.LowestServing?.ToString() ?? "unknown"}";
                    break;
            }
        }
    }

    public IRenderable Draw()
    {
        lock (_gate)
        {
            var rows = _done.Select(line => (IRenderable)new Text($"✓ {line}", Sheet.StyleOf(Tone.Good))).ToList();
            if (_current.Length > 0)
            {
                var since = Ago.Span(DateTimeOffset.UtcNow - _began);
                rows.Add(new Text($"● {_current}  {since}", Sheet.StyleOf(Tone.Waiting)));
            }

            if (_build is not null)
            {
                rows.Add(_build.Draw());
            }

            if (_rotation is not null)
            {
                rows.Add(_rotation.Draw());
                rows.Add(new Text(_traffic));
            }

            return new Rows(rows);
        }
    }

    private void Begin(QuickstartPhase phase)
    {
        (_current, _began, _build, _rotation, _traffic) = (Title(phase), DateTimeOffset.UtcNow, null, null, "");
        if (!screen.IsLive)
        {
            screen.Line($"● {_current}");
        }
    }

    private void End(string line)
    {
        _done.Add(line);
        (_current, _build, _rotation) = ("", null, null);
        if (!screen.IsLive)
        {
            screen.Line($"✓ {line}");
        }
    }

    private string Title(QuickstartPhase phase) => phase switch
    {
        QuickstartPhase.BuildReleased => "1 build the image of a while ago",
        QuickstartPhase.LaunchFleet => $"2 start fleet {options.Fleet}",
        QuickstartPhase.BuildPatched => "3 build today's image",
        QuickstartPhase.Rotate => "4 rotate the fleet under load",
        QuickstartPhase.CleanUp => "clean up",
        _ => $"{phase}",
    };
}
