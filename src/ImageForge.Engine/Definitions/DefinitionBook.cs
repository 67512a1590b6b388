using System.Collections.Immutable;
using ImageForge.Core;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Definitions of one kind as they were when they were last right. A file that is changed for the worse does not take
/// along what goes by it: what it said before stays in force until the file is right again, or gone.
/// </summary>
/// <param name="list">The files, right or wrong, each with a digest of its text.</param>
/// <param name="read">Reads one of them.</param>
/// <typeparam name="T">What one of them says.</typeparam>
public class DefinitionBook<T>(Func<IReadOnlyDictionary<string, Digest>> list, Func<string, T> read)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Digest> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _faults = new(StringComparer.Ordinal);
    private volatile ImmutableSortedDictionary<string, T> _inForce =
        ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);

    /// <summary>True once the files were read, whatever they said.</summary>
    public bool IsRead { get; private set; }

    /// <summary>What is in force, by the names of the files.</summary>
    public IReadOnlyDictionary<string, T> InForce => _inForce;

    /// <summary>Reads what changed, and says each change once.</summary>
    /// <exception cref="ForgeException">There are no definitions at all any more (NotFound).</exception>
    public ImmutableArray<DefinitionNews<T>> Refresh()
    {
        lock (_gate)
        {
            var files = list();
            var news = ImmutableArray.CreateBuilder<DefinitionNews<T>>();
            foreach (var name in _read.Keys.Except(files.Keys).ToList())
            {
                Forget(name);
                news.Add(new DefinitionNews<T>.Gone(name));
            }

            foreach (var (name, digest) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
            {
                // What was refused may be right by now without a change to it: it may name what has files too.
                if (_faults.ContainsKey(name) || _read.GetValueOrDefault(name) != digest)
                {
                    _read[name] = digest;
                    if (Read(name) is { } told)
                    {
                        news.Add(told);
                    }
                }
            }

            IsRead = true;
            return news.ToImmutable();
        }
    }

    private DefinitionNews<T>? Read(string name)
    {
        try
        {
            var value = read(name);
            _faults.Remove(name);
            _inForce = _inForce.SetItem(name, value);
            return new DefinitionNews<T>.Taken(name, value);
        }
        catch (Exception exception) when (exception is DefinitionException or ForgeException or IOException)
        {
            if (_faults.GetValueOrDefault(name) == exception.Message)
            {
                return null;
            }

            _faults[name] = exception.Message;
            return new DefinitionNews<T>.Refused(name, exception.Message, _inForce.ContainsKey(name));
        }
    }

    private void Forget(string name)
    {
        _read.Remove(name);
        _faults.Remove(name);
        _inForce = _inForce.Remove(name);
    }
}
