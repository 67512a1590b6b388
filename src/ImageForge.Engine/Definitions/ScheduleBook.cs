using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// The schedules as they were when they were last right. A file that is changed for the worse does not take its fleet
/// along: the policy before it stays in force until the file is right again, or gone.
/// </summary>
public sealed class ScheduleBook(DefinitionReader definitions)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Digest> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _faults = new(StringComparer.Ordinal);
    private volatile ImmutableSortedDictionary<string, RotationPolicy> _policies =
        ImmutableSortedDictionary.Create<string, RotationPolicy>(StringComparer.Ordinal);

    /// <summary>True once the files were read, whatever they said.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Each fleet's policy in force.</summary>
    public IReadOnlyDictionary<string, RotationPolicy> Policies => _policies;

    /// <summary>What is wrong with files, by fleet: file, line, column and reason, a line each.</summary>
    public IReadOnlyDictionary<string, string> Faults
    {
        get
        {
            lock (_gate)
            {
                return _faults.ToImmutableSortedDictionary(StringComparer.Ordinal);
            }
        }
    }

    /// <summary>A fleet's policy in force; null if it has none.</summary>
    public RotationPolicy? Of(FleetName fleet) => _policies.GetValueOrDefault(fleet.Value);

    /// <summary>Reads what changed, and says each change once.</summary>
    /// <exception cref="ForgeException">There are no definitions at all any more (NotFound).</exception>
    public ImmutableArray<ScheduleNews> Refresh()
    {
        lock (_gate)
        {
            var files = definitions.ListSchedules();
            var news = ImmutableArray.CreateBuilder<ScheduleNews>();
            foreach (var fleet in _read.Keys.Except(files.Keys).ToList())
            {
                Forget(fleet);
                news.Add(new ScheduleNews.Gone(new FleetName(fleet)));
            }

            foreach (var (fleet, digest) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
            {
                // What was refused may be right by now without a change to it: it names an image, which has files too.
                if (_faults.ContainsKey(fleet) || _read.GetValueOrDefault(fleet) != digest)
                {
                    _read[fleet] = digest;
                    if (Read(fleet) is { } read)
                    {
                        news.Add(read);
                    }
                }
            }

            IsRead = true;
            return news.ToImmutable();
        }
    }

    private ScheduleNews? Read(string fleet)
    {
        try
        {
            var policy = definitions.ReadSchedule(fleet);
            _faults.Remove(fleet);
            _policies = _policies.SetItem(fleet, policy);
            return new ScheduleNews.Taken(policy);
        }
        catch (Exception exception) when (exception is DefinitionException or ForgeException or IOException)
        {
            if (_faults.GetValueOrDefault(fleet) == exception.Message)
            {
                return null;
            }

            _faults[fleet] = exception.Message;
            return new ScheduleNews.Refused(
                new FleetName(fleet), exception.Message, _policies.ContainsKey(fleet));
        }
    }

    private void Forget(string fleet)
    {
        _read.Remove(fleet);
        _faults.Remove(fleet);
        _policies = _policies.Remove(fleet);
    }
}
