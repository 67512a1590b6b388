using System.Text;

namespace ImageForge.Targets.Local.Builds;

/// <summary>The last of what a script printed: the reason of a failure stands at the end.</summary>
/// <param name="lengthMax">Characters kept.</param>
internal sealed class OutputTail(int lengthMax)
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();

    public void Add(string line)
    {
        lock (_gate)
        {
            _text.Append(line).Append('\n');
            if (_text.Length > lengthMax)
            {
                _text.Remove(0, _text.Length - lengthMax);
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _text.Clear();
        }
    }

    public override string ToString()
    {
        lock (_gate)
        {
            return _text.ToString().Trim();
        }
    }
}
