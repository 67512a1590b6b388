using System.Globalization;
using ImageForge.Core.Detection;

namespace ImageForge.Targets.Local.Detection;

/// <summary>
/// Asks the audit sensor of a machine how it is, by what the kernel says and not by what a service says.
/// </summary>
internal static class SensorQuestion
{
    private const string Script =
        """
        pid=
        while read -r name value _; do
          case $name in enabled | pid | lost | backlog) echo "$name $value" ;; esac
          [[ $name != pid ]] || pid=$value
        done < <(exec auditctl -s)
        while read -r member; do
          [[ $member != "$pid" ]] || echo 'alive 1'
        done </sys/fs/cgroup/system.slice/auditd.service/cgroup.procs
        count() {
          local line found=0
          while IFS= read -r line; do [[ $line != -[aw]* ]] || found=$((found + 1)); done
          echo "$1 $found"
        }
        count loaded < <(exec auditctl -l)
        count expected </etc/audit/audit.rules
        """;

    /// <summary>The stage that asks.</summary>
    public static StageOrder Order(uint login) => new("health", Script, login) { Shell = ScenarioShell.Bash };

    /// <summary>What was answered; null if nothing that makes sense was.</summary>
    public static SensorHealth? Answer(StageOutcome? outcome)
    {
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var fields in (outcome?.Output ?? "").Split('\n').Select(line => line.Split(' ')))
        {
            if (fields.Length == 2 && long.TryParse(fields[1], CultureInfo.InvariantCulture, out var value))
            {
                values[fields[0]] = value;
            }
        }

        return values.TryGetValue("enabled", out var enabled)
            ? new SensorHealth(
                (int)enabled, values.ContainsKey("alive"), values.GetValueOrDefault("lost"),
                (int)values.GetValueOrDefault("backlog"), (int)values.GetValueOrDefault("loaded"),
                (int)values.GetValueOrDefault("expected"))
            : null;
    }
}
