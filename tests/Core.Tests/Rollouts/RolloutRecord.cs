using System.Text;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>The body of a golden: a pass is written down if it does something or waits for something new.</summary>
internal sealed class RolloutRecord
{
    private readonly StringBuilder _text = new();
    private string _lastHolds = "";
    private RotationStatus _lastStatus = RotationStatus.Active;

    public string Text => _text.ToString();

    public static string Stamp(TimeSpan elapsed) => $"{(int)elapsed.TotalMinutes:00}:{elapsed.Seconds:00}";

    /// <summary>What a person, or the engine by itself, did between two passes.</summary>
    public void Say(string at, string words) => _text.Append($"{at} == {words}\n");

    /// <returns>False if there is nothing new in it.</returns>
    public bool WriteDown(string at, RotationPlan plan, DateTimeOffset now)
    {
        var holds = RolloutText.Holds(plan, now);
        if (plan.Commands.IsEmpty && holds == _lastHolds && plan.Status == _lastStatus)
        {
            return false;
        }

        if (_text.Length == 0)
        {
            _text.AppendJoin('\n', plan.Arithmetic.Take(4)).Append("\n\n");
        }

        (_lastHolds, _lastStatus) = (holds, plan.Status);
        _text.Append($"{at} {RolloutText.Of(plan, now)}");
        return true;
    }
}
