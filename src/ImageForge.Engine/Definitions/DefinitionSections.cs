using System.Collections.Immutable;
using ImageForge.Core.Images;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>The parts that images and sensors have in common: files and services.</summary>
internal sealed class DefinitionSections(SourceFiles sources, DefinitionErrors errors)
{
    private const int WorldWritable = 2;
    private const int SetIdOrSticky = 7 << 9;

    /// <param name="folder">What each <c>source</c> is relative to.</param>
    public ImmutableArray<FileEntry> ReadFiles(DefinitionFile file, string folder)
    {
        var entries = ImmutableArray.CreateBuilder<FileEntry>();
        foreach (var group in file.Root.Groups("files"))
        {
            CheckPath(file, group, entries);
            CheckMode(file, group);
            if (group.Text("path") is { } path && group.Value("source") is { Type: JTokenType.String } source
                && sources.Find(file, source, folder) is { } found)
            {
                AuditRulesCheck.Check(path, found.Path, $"{folder}/{source}", errors);
                entries.Add(new FileEntry(
                    path,
                    found.Content,
                    found.Path,
                    group.Text("owner") ?? "root",
                    group.Text("group") ?? "root",
                    group.Text("mode") ?? "0644"));
            }
        }

        return entries.ToImmutable();
    }

    public UnitSelection ReadUnits(DefinitionFile file)
    {
        if (file.Root.Group("services") is not { } services)
        {
            return new UnitSelection();
        }

        var enabled = services.Texts("enable");
        var masked = services.Entries("mask");
        foreach (var unit in masked.Where(unit => enabled.Contains(unit.ToString(), StringComparer.Ordinal)))
        {
            errors.Add(
                file, unit, $"{Quoting.Quote(unit.ToString())} is both enabled and masked", "keep one of the two");
        }

        return new UnitSelection { Enable = enabled, Mask = services.Texts("mask") };
    }

    private void CheckPath(DefinitionFile file, JObject group, IEnumerable<FileEntry> earlier)
    {
        if (group.Text("path") is not { } path)
        {
            return;
        }

        if (ImagePath.Fault(path) is { } fault)
        {
            errors.Add(file, group.Value("path"), fault.Message, fault.WayOut);
        }
        else if (earlier.FirstOrDefault(entry => Collides(entry.Path, path)) is { } other)
        {
            var how = other.Path == path ? "is listed twice" : $"and {Quoting.Quote(other.Path)} cannot both be files";
            errors.Add(file, group.Value("path"), $"{Quoting.Quote(path)} {how}", "keep one of them");
        }
    }

    /// <summary>Whether two files cannot exist together: the same path, or one is a folder of the other.</summary>
    public static bool Collides(string left, string right) =>
        ImagePath.IsBelow(left, right) || ImagePath.IsBelow(right, left);

    private void CheckMode(DefinitionFile file, JObject group)
    {
        if (group.Text("mode") is not { Length: 4 } mode || mode.Any(digit => digit is < '0' or > '7'))
        {
            return;
        }

        var bits = Convert.ToInt32(mode, 8);
        if ((bits & WorldWritable) != 0)
        {
            var narrower = Convert.ToString(bits & ~WorldWritable, 8).PadLeft(4, '0');
            errors.Add(
                file,
                group.Value("mode"),
                $"mode {mode} lets everybody write",
                $"write \"{narrower}\" and choose an owner or group");
        }
        else if ((bits & SetIdOrSticky) != 0)
        {
            const string WayOut = "ship it without and grant the one right it needs by a service or capabilities";
            errors.Add(file, group.Value("mode"), $"mode {mode} sets setuid, setgid or the sticky bit", WayOut);
        }
    }
}
