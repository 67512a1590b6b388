using ImageForge.Core.Detection;
using ImageForge.Engine.Detection;
using ImageForge.Engine.Tests.Images;

namespace ImageForge.Engine.Tests.Detection;

/// <summary>Atomic Red Team's format as it is, each of its traps in a small file of our own.</summary>
public sealed class AtomicReaderTests
{
    private const string Guid = "0a1b2c3d-0000-4000-8000-00000000000a";

    private static string File(string test) => $"""
        attack_technique: T1053.003
        display_name: 'Something: else'
        atomic_tests:
        {test}

        """;

    private static string Test(
        string executor, string more = "", string guid = Guid, string platforms = "linux") => $"""
        - name: Same name
          auto_generated_guid: {guid}
          description: |
            Words.
          supported_platforms:
          - {platforms}
        {more}
          executor:
        {executor}
        """;

    private const string Echo = "    name: sh\n    command: echo hello";

    private static Scenario One(string file)
    {
        var read = AtomicReader.Read("T1053.003.yaml", file);
        Assert.Empty(read.Errors);
        return Assert.Single(read.Scenarios);
    }

    [Fact]
    public void A_test_becomes_a_scenario_known_by_its_guid()
    {
        var scenario = One(File(Test(Echo + "\n    elevation_required: true\n    cleanup_command: rm x")));

        Assert.Equal((Guid, Guid, "T1053.003"), (scenario.Id, scenario.Guid, scenario.Technique));
        Assert.Equal((ScenarioSource.Atomic, ScenarioAccount.Root), (scenario.Source, scenario.Account));
        Assert.Equal(("echo hello", "rm x", ""), (scenario.Run, scenario.Cleanup, scenario.Effect));
        Assert.Null(scenario.Unsendable);
    }

    [Fact]
    public void Names_repeat_and_guids_do_not()
    {
        var other = Guid.Replace('a', 'b');
        var read = AtomicReader.Read("T1053.003.yaml", File($"{Test(Echo)}\n{Test(Echo, guid: other)}"));

        Assert.Equal([Guid, other], read.Scenarios.Select(scenario => scenario.Id));
    }

    [Fact]
    public void Without_elevation_it_runs_as_a_user() =>
        Assert.Equal(ScenarioAccount.User, One(File(Test(Echo))).Account);

    [Fact]
    public void Only_tests_for_linux_are_read_and_all_are_counted()
    {
        var read = AtomicReader.Read(
            "T1053.003.yaml", File($"{Test(Echo)}\n{Test(Echo, platforms: "macos", guid: Guid.Replace('a', 'b'))}"));

        Assert.Equal((1, 2), (read.Scenarios.Length, read.TestCount));
    }

    [Fact]
    public void Inputs_are_put_in_as_text_with_quotes_dollars_and_backticks()
    {
        var scenario = One(File(Test(
            "    name: bash\n    command: |\n      echo \"#{said}\" > #{file}",
            """
              input_arguments:
                said:
                  description: d
                  type: String
                  default: it's "$HOME" `id` $1 \d
                file:
                  description: d
                  type: path
                  default: /tmp/x
            """)));

        Assert.Equal("echo \"it's \"$HOME\" `id` $1 \\d\" > /tmp/x\n", scenario.Run);
        Assert.Equal(ScenarioShell.Bash, scenario.Shell);
    }

    [Fact]
    public void Defaults_that_are_numbers_empty_or_not_there_are_taken_as_written()
    {
        var scenario = One(File(Test(
            "    name: sh\n    command: 'x #{mode} [#{nothing}] [#{absent}] #{flag}'",
            """
              input_arguments:
                mode: { description: d, type: integer, default: 0755 }
                nothing: { description: d, type: string, default: }
                absent: { description: d, type: string }
                flag: { description: d, type: string, default: Yes }
            """)));

        Assert.Equal("x 0755 [] [] Yes", scenario.Run);
    }

    [Fact]
    public void A_default_may_name_another_input_and_one_that_names_itself_ends()
    {
        var scenario = One(File(Test(
            "    name: sh\n    command: 'x #{outer}'",
            """
              input_arguments:
                outer: { description: d, type: path, default: "#{inner}/y" }
                inner: { description: d, type: path, default: /tmp }
            """)));
        var circle = One(File(Test(
            "    name: sh\n    command: 'x #{self}'",
            "  input_arguments:\n    self: { description: d, type: path, default: \"#{self}\" }")));

        Assert.Equal("x /tmp/y", scenario.Run);
        Assert.Equal("#{self} has no default", circle.Unsendable);
    }

    [Fact]
    public void The_folder_of_payloads_is_filled_in_by_the_job_in_both_spellings()
    {
        var scenario = One(File(Test(
            "    name: sh\n    command: '$PathToAtomicsFolder/T1/a #{payload}'",
            "  input_arguments:\n    payload: { description: d, type: path, default: PathToAtomicsFolder/../b }")));

        Assert.Equal("/opt/atomics/T1/a /opt/atomics/../b\n", ScenarioJob.Of(scenario, "/opt/atomics").RenderedRun);
    }

    [Fact]
    public void Each_dependency_is_a_prerequisite_with_its_own_shell()
    {
        var scenario = One(File(Test(
            Echo,
            """
              dependency_executor_name: bash
              dependencies:
              - description: one
                prereq_command: |
                  test -e #{file}
                get_prereq_command: |
                  touch #{file}
              - description: two
                prereq_command: exit 1
                get_prereq_command: ""
              input_arguments:
                file: { description: d, type: path, default: /tmp/f }
            """)));

        Assert.Equal(
            [
                new ScenarioPrerequisite("test -e /tmp/f\n", "touch /tmp/f\n", ScenarioShell.Bash),
                new ScenarioPrerequisite("exit 1", null, ScenarioShell.Bash),
            ],
            scenario.Prerequisites);
        Assert.Equal(ScenarioShell.Sh, scenario.Shell);
    }

    [Theory]
    [InlineData("    name: powershell\n    command: Get-Item", "powershell: not in the machine")]
    [InlineData("    name: manual\n    steps: |\n      1. Click", "manual: steps for people")]
    [InlineData("    name: sh", "it has no command")]
    [InlineData("    command: x", "it names no executor")]
    [InlineData("    name: sh\n    command: 'x #{nowhere}'", "#{nowhere} has no default")]
    public void What_cannot_be_sent_is_counted_with_its_reason(string executor, string reason) =>
        Assert.Equal(reason, One(File(Test(executor))).Unsendable);

    [Theory]
    [InlineData("    name: sh\n    command: curl -O x", true)]
    [InlineData("    name: sh\n    command: apt-get -y install nmap", true)]
    [InlineData("    name: sh\n    command: cat /etc/passwd", false)]
    public void What_reaches_for_the_network_is_marked(string executor, bool expected) =>
        Assert.Equal(expected, One(File(Test(executor))).NeedsNetwork);

    [Theory]
    [InlineData("attack_technique: T1053.003", "attack_technique: cron", "expected an ATT&CK technique")]
    [InlineData("auto_generated_guid: " + Guid, "auto_generated_guid: none", "auto_generated_guid: expected a GUID")]
    [InlineData("  executor:\n" + Echo, "  executor: sh", "executor: expected a group")]
    [InlineData("display_name: 'Something: else'", "display_name: [x, y", "not valid YAML after this place")]
    public void What_is_no_atomic_is_refused_with_its_place(string old, string spoiled, string expected)
    {
        var file = File(Test(Echo)).Replace(old, spoiled, StringComparison.Ordinal);

        var read = AtomicReader.Read("T1053.003.yaml", file);

        var error = Assert.Single(read.Errors);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal("T1053.003.yaml", error.File);
        Assert.Empty(read.Scenarios);
    }

    [Fact]
    public void A_folder_that_is_not_there_holds_nothing() =>
        Assert.Empty(AtomicReader.ReadFolder(Path.Combine(ShippedImages.Root, "no-such-folder")));

    [Fact]
    public void Every_linux_test_of_the_real_files_is_read()
    {
        var folder = Path.Combine(ShippedImages.Root, "..", "shared", "atomics");
        Assert.SkipUnless(Directory.Exists(folder), "there is no ../shared/atomics beside this checkout");

        var files = AtomicReader.ReadFolder(folder);

        Assert.Empty(files.SelectMany(file => file.Errors).Select(error => error.ToString()));
        var scenarios = files.SelectMany(file => file.Scenarios).ToList();
        Assert.True(scenarios.Count >= 80, $"{scenarios.Count} tests for Linux; the folder has 87 of them");
        Assert.Equal(scenarios.Count, scenarios.DistinctBy(scenario => scenario.Guid).Count());
        Assert.DoesNotContain(scenarios, scenario => scenario.Unsendable is null
            && scenario.Run.Contains("#{", StringComparison.Ordinal));
    }
}
