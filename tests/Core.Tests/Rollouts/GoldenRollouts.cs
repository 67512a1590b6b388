namespace ImageForge.Core.Tests.Rollouts;

/// <summary>
/// Every <c>*.golden</c> beside this file, run. <c>IMAGEFORGE_RECORD=1</c> writes the bodies anew, never the headers:
/// what must come of a rollout is said by a person.
/// </summary>
public sealed class GoldenRollouts
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Rollouts");

    public static TheoryData<string> Cases() =>
        new(Directory.EnumerateFiles(Folder, "*.golden").Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rollout_comes_out_as_expected(string name)
    {
        var golden = Read(name);

        var run = golden.Run();

        Assert.Empty(run.Breaches);
        var facts = GoldenFile.Facts(run);
        foreach (var (fact, expected) in golden.Expected)
        {
            Assert.Equal($"{fact}: {expected}", $"{fact}: {facts[fact]}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rollout_is_as_recorded(string name)
    {
        var golden = Read(name);

        var body = golden.Run().Record;

        if (Environment.GetEnvironmentVariable("IMAGEFORGE_RECORD") == "1")
        {
            File.WriteAllText(Path.Combine(SourceFolder(), $"{name}.golden"), golden.WithBody(body));
            return;
        }

        Assert.Equal(golden.Body, body);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rollout_says_enough_to_be_worth_keeping(string name)
    {
        string[] needed = [
            "status", "commands", "lowest available", "highest total", "failed launches", "fleet", "holds"];

        Assert.Subset(Read(name).Expected.Keys.ToHashSet(), needed.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_hold_says_what_it_waits_for(string name) =>
        Assert.All(Read(name).Run().PlansThatHold, pass => Assert.All(pass.Plan.Holds, hold =>
            Assert.True(HoldOutlook.IsTold(hold, pass.Plan), $"{pass.At} says neither when nor what next: {hold}")));

    private static GoldenFile Read(string name) => new(File.ReadAllText(Path.Combine(Folder, $"{name}.golden")));

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetDirectoryName(path)!;
}
