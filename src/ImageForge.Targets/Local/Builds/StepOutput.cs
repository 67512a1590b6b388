using System.Text;

namespace ImageForge.Targets.Local.Builds;

/// <summary>What one of an image's own steps printed: kept with its layer, and shipped with the image.</summary>
internal sealed class StepOutput
{
    /// <summary>Name of the file beside a layer's tree.</summary>
    public const string FileName = "output";

    // Enough for a verbose build; a script that prints without end must not fill the disk.
    private const int LengthMax = 1 << 20;

    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private bool _isCut;

    public void Add(string line)
    {
        lock (_gate)
        {
            if (_text.Length + line.Length < LengthMax)
            {
                _text.Append(line).Append('\n');
            }
            else if (!_isCut)
            {
                _isCut = true;
                _text.Append("… the rest was not kept\n");
            }
        }
    }

    public void WriteTo(string path)
    {
        lock (_gate)
        {
            File.WriteAllText(path, $"{_text}");
        }
    }
}
