using ImageForge.Core.Detection;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Reads the audit rules that a sensor or an image ships as the kernel and the judge of detection will: a bad line
/// would be seen only in a booted machine, as a rule too few or as an attack that nobody noticed.
/// </summary>
internal static class AuditRulesCheck
{
    private const string Loaded = "/etc/audit/audit.rules";
    private const string Merged = "/etc/audit/rules.d/";

    /// <param name="path">Where the image has the file.</param>
    /// <param name="sourcePath">Where its text is.</param>
    /// <param name="named">How faults name that, relative to the root.</param>
    public static void Check(string path, string sourcePath, string named, DefinitionErrors errors)
    {
        if (path != Loaded
            && !(path.StartsWith(Merged, StringComparison.Ordinal)
                && path.EndsWith(".rules", StringComparison.Ordinal)))
        {
            return;
        }

        foreach (var fault in AuditRuleSet.Parse(File.ReadAllText(sourcePath)).Faults)
        {
            errors.Add(named, new Position(fault.Line, 1), fault.Message, fault.WayOut);
        }
    }
}
