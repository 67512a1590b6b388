using System.Text.RegularExpressions;
using ImageForge.Core.Detection;
using ImageForge.Engine.Definitions;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Detection;

/// <summary>
/// Reads Atomic Red Team's files as they are. Their tests are somebody else's scripts: they are read here and run
/// nowhere but in a throw-away machine.
/// </summary>
public static partial class AtomicReader
{
    /// <summary>Bytes of a file; the largest of 341 has 150 KiB.</summary>
    public const int SizeMax = 1024 * 1024;

    private const int TestsMax = 500;

    /// <summary>Reads every <c>T*.yaml</c> below a folder, by path. A folder that is not there gives nothing.</summary>
    public static IReadOnlyList<AtomicFile> ReadFolder(string folder) => !Directory.Exists(folder)
        ? []
        :
        [
            .. Directory.EnumerateFiles(folder, "T*.yaml", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => Read(Path.GetRelativePath(folder, file), TextOf(file))),
        ];

    /// <summary>Reads the text of one file.</summary>
    /// <param name="path">Named in errors.</param>
    public static AtomicFile Read(string path, string text)
    {
        var errors = new DefinitionErrors();
        if (text.Length > SizeMax)
        {
            errors.Add(path, Position.Start, $"the file has more than {SizeMax} characters", "split it");
            return new AtomicFile(path, [], 0, errors.ToImmutable());
        }

        if (YamlReader.Read(path, text, errors) is not { } file)
        {
            return new AtomicFile(path, [], 0, errors.ToImmutable());
        }

        var technique = file.Root.Text("attack_technique")?.Trim() ?? "";
        if (!Technique().IsMatch(technique))
        {
            errors.Add(
                file, file.Root.Value("attack_technique"), "attack_technique: expected an ATT&CK technique",
                "write one such as T1053.003");
            return new AtomicFile(path, [], 0, errors.ToImmutable());
        }

        var tests = file.Root.Groups("atomic_tests").Take(TestsMax).ToList();
        var scenarios = tests.Where(IsForLinux)
            .Select(test => new AtomicTest(file, test, errors).Read(technique))
            .OfType<Scenario>();
        return new AtomicFile(path, [.. scenarios], tests.Count, errors.ToImmutable());
    }

    private static bool IsForLinux(JObject test) =>
        test.Entries("supported_platforms").Any(platform => platform.ToString() == "linux");

    // Read at most one character more than is allowed: the limit above then speaks.
    private static string TextOf(string file)
    {
        using var reader = new StreamReader(file);
        var buffer = new char[SizeMax + 1];
        return new string(buffer, 0, reader.ReadBlock(buffer));
    }

    [GeneratedRegex(@"^T\d{4}(\.\d{3})?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Technique();
}
