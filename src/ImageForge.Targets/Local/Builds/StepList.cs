using System.Diagnostics;
using System.Globalization;
using System.Text;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Store;

namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// Writes a layer's steps as data for <c>steps.sh</c>: NUL-ended fields and files, never text of a script. One run of
/// the script does them all, for starting processes costs more than most steps do.
/// </summary>
internal sealed class StepList
{
    private const string VersionsFile = "versions";

    private const UnixFileMode Executes =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode Program = Executes
        | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // Controls and the target's own scripts take seconds.
    private static readonly TimeSpan ScriptLimit = TimeSpan.FromMinutes(2);

    private readonly string _job;
    private readonly string _data;
    private readonly long _epoch;
    private readonly StringBuilder _fields = new();
    private readonly List<string> _names = [];

    private StepList(string job, long epoch)
    {
        (_job, _epoch) = (job, epoch);
        _data = Path.Combine(job, "data");
    }

    /// <summary>What people call each step, by the number that the script says.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Writes everything below <c>data/</c> of the job, and what a base needs beside it.</summary>
    /// <param name="job">Folder of the layer under construction.</param>
    /// <param name="plan">Says which packages must be there after each step that brings some.</param>
    /// <param name="layer">Whose steps.</param>
    /// <param name="packageFiles">The <c>.deb</c> files of the layer's packages.</param>
    /// <exception cref="TargetException">A file of the definition changed since it was planned, or a package is not
    /// at hand.</exception>
    public static StepList Write(
        string job, BuildPlan plan, LayerPlan layer, IReadOnlyDictionary<Digest, string> packageFiles)
    {
        var list = new StepList(job, plan.SourceDateEpoch);
        Directory.CreateDirectory(list._data);
        var present = ResolvedPackages.Overlaid(
            plan.Below(layer).SelectMany(below => below.Steps).Select(PackagesOf)).ToList();
        for (var index = 0; index < layer.Steps.Length; index++)
        {
            index += list.Add(layer.Steps, index, present, packageFiles);
        }

        File.WriteAllText(Path.Combine(list._data, "steps"), list._fields.ToString());
        File.Copy(Path.Combine(job, "scripts", "steps.sh"), Path.Combine(list._data, "steps.sh"));
        return list;
    }

    // Returns how many steps beyond the one at `index` went along with it.
    private int Add(
        IReadOnlyList<ProvisionStep> steps, int index, List<PackageVersion> present,
        IReadOnlyDictionary<Digest, string> packageFiles)
    {
        var number = _names.Count;
        var name = number.ToString(CultureInfo.InvariantCulture);
        switch (steps[index])
        {
            case ProvisionStep.Bootstrap bootstrap:
                _names.Add("bootstrap");
                AddPackages(name, bootstrap.Packages, packageFiles, present);
                AddBootstrap(name, bootstrap);
                break;
            case ProvisionStep.InstallPackages { Packages.IsEmpty: true }:
                break;
            case ProvisionStep.InstallPackages install:
                _names.Add($"install {install.Packages.Length} packages");
                AddFields(name, "install_packages", name);
                AddPackages(name, install.Packages, packageFiles, present);
                break;
            case ProvisionStep.CopyFile { File: var file }:
                _names.Add($"file {file.Path}");
                CopyChecked(file, Path.Combine(_data, name));
                AddFields(name, "copy", name, file.Path, file.Owner, file.Group, file.Mode);
                break;
            case ProvisionStep.WriteText write:
                _names.Add($"file {write.Path}");
                File.WriteAllText(Path.Combine(_data, name), write.Text);
                AddFields(name, "copy", name, write.Path, "root", "root", write.Mode);
                break;
            case ProvisionStep.CreateUser { User: var user }:
                _names.Add($"user {user.Name}");
                AddFields(
                    name, "user", user.Name, user.System ? "true" : "false",
                    user.Home ?? (user.System ? "" : $"/home/{user.Name}"), user.Shell, string.Join(',', user.Groups));
                break;
            case ProvisionStep.SetUnit unit:
                return AddUnits(name, unit.Masked, steps.Skip(index));
            case ProvisionStep.RunScript script:
                _names.Add(script.Name);
                AddScript(name, script);
                break;
            case ProvisionStep.RunOwnScript { Script: var script }:
                _names.Add(script.Name);
                AddOwnScript(name, script);
                AddExpectation(name, "keep_packages", present);
                break;
            case ProvisionStep.RunPlaybook { Playbook: var playbook }:
                _names.Add(playbook.Name);
                AddPlaybook(name, playbook);
                AddExpectation(name, "keep_packages", present);
                break;
            default:
                throw new UnreachableException($"no case for {steps[index].GetType().Name}");
        }

        return 0;
    }

    private static IEnumerable<PackageVersion> PackagesOf(ProvisionStep step) => step switch
    {
        ProvisionStep.Bootstrap bootstrap => bootstrap.Packages,
        ProvisionStep.InstallPackages install => install.Packages,
        _ => [],
    };

    private void AddPackages(
        string name, IReadOnlyList<PackageVersion> packages, IReadOnlyDictionary<Digest, string> packageFiles,
        List<PackageVersion> present)
    {
        var files = packages.Select(package => packageFiles.TryGetValue(package.Sha256, out var path)
            ? path
            : throw new TargetException($"the package file of {package.Name} {package.Version} is not at hand"));
        var folder = Directory.CreateDirectory(Path.Combine(_data, name)).FullName;
        WriteFields(Path.Combine(folder, "packages"), files);
        WriteFields(
            Path.Combine(folder, VersionsFile), packages.Select(package => $"{package.Name}={package.Version}"));

        var names = packages.Select(package => package.Name).ToHashSet(StringComparer.Ordinal);
        present.RemoveAll(package => names.Contains(package.Name));
        present.AddRange(packages);
        AddExpectation(name, "expect_packages", present);
    }

    private void AddExpectation(string name, string kind, IEnumerable<PackageVersion> present)
    {
        var expected = present.Select(package => $"ii {package.Name} {package.Version}\n").Order(
            StringComparer.Ordinal);
        File.WriteAllText(Path.Combine(_data, name, "expected"), string.Concat(expected));
        AddFields(name, kind, $"{name}/expected");
    }

    private void AddBootstrap(string name, ProvisionStep.Bootstrap bootstrap)
    {
        var repository = Path.Combine(_data, name, "repository");
        WriteFields(
            Path.Combine(_job, "bootstrap"),
            [
                bootstrap.Base.Architecture,
                string.Join(',', bootstrap.Packages.Select(package => package.Name)),
                string.Join('/', repository.Split('/').Select(Uri.EscapeDataString)),
            ]);

        // What an administrator of the instance would install from; never the mirror that this host happens to use.
        File.WriteAllText(Path.Combine(_data, name, "sources.list"), AptSources.Of(bootstrap.Base));
        AddFields(name, "copy", $"{name}/sources.list", "/etc/apt/sources.list", "root", "root", "0644");
    }

    private int AddUnits(string name, bool masked, IEnumerable<ProvisionStep> steps)
    {
        string[] units = [.. steps.TakeWhile(step => step is ProvisionStep.SetUnit unit && unit.Masked == masked)
            .Cast<ProvisionStep.SetUnit>().Select(unit => unit.Unit)];
        var verb = masked ? "mask" : "enable";
        _names.Add($"{verb} {string.Join(' ', units)}");
        WriteFields(Path.Combine(_data, name), units);
        AddFields(name, "units", verb, name);
        return units.Length - 1;
    }

    private void AddScript(string name, ProvisionStep.RunScript script)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_data, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "script"), script.Script);
        WriteFields(Path.Combine(folder, "environment"), script.Environment.Select(pair => $"{pair.Key}={pair.Value}"));
        AddFields(name, "script", name, Seconds(ScriptLimit));
    }

    private void AddOwnScript(string name, ImageStep.Script script)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_data, name)).FullName;
        var path = Path.Combine(folder, "script");
        CopyChecked(script.SourcePath, script.Content, path);
        using (var text = File.OpenRead(path))
        {
            if (text.ReadByte() == '#' && text.ReadByte() == '!')
            {
                File.SetUnixFileMode(path, Program);
            }
        }

        WriteFields(
            Path.Combine(folder, "environment"),
            script.Environment.Select(pair => $"{pair.Key}={pair.Value}").Append($"SOURCE_DATE_EPOCH={_epoch}"));
        AddFields(name, "script", name, Seconds(script.TimeLimit));
    }

    // Modes of a checkout depend on its owner's umask, so the copies all have the same.
    private void AddPlaybook(string name, ImageStep.Playbook playbook)
    {
        foreach (var input in playbook.Folder)
        {
            var target = Path.Combine(_data, name, "playbook", input.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            CopyChecked(input.SourcePath, input.Content, target);
            File.SetUnixFileMode(target, Program & ~Executes);
        }

        var scripts = Path.Combine(_job, "scripts");
        File.Copy(Path.Combine(scripts, "ansible.cfg"), Path.Combine(_data, "ansible.cfg"));
        File.WriteAllText(Path.Combine(_data, "inventory"), "image\n");
        File.Copy(
            Path.Combine(scripts, "image_tree.py"),
            Path.Combine(Directory.CreateDirectory(Path.Combine(_data, "connection")).FullName, "image_tree.py"));
        WriteFields(Path.Combine(_job, "playbook"), [name, playbook.File, Seconds(playbook.TimeLimit)]);
    }

    private static string Seconds(TimeSpan limit) => limit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);

    private static void CopyChecked(FileEntry file, string target) =>
        CopyChecked(file.SourcePath, file.Content, target);

    private static void CopyChecked(string from, Digest content, string target)
    {
        using (var source = File.OpenRead(from))
        using (var copy = File.Create(target))
        {
            source.CopyTo(copy);
        }

        if (FileDigest.Of(target) != content)
        {
            throw new TargetException($"{from} changed after the build was planned; plan it again");
        }
    }

    private void AddFields(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (field.Contains('\0', StringComparison.Ordinal))
            {
                throw new TargetException(
                    $"a step holds a NUL character: {field.Replace("\0", "\\0", StringComparison.Ordinal)}");
            }

            _fields.Append(field).Append('\0');
        }
    }

    private static void WriteFields(string path, IEnumerable<string> fields) =>
        File.WriteAllText(path, string.Concat(fields.Select(field => field + '\0')));
}
